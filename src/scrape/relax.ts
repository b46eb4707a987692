import { AttributeAction, isTraversal, parse, SelectorType, stringify, type Selector as Token } from "css-what";
import leven from "leven";
import { describeSelector, type Selector } from "../site/selector.ts";

/** A selector that asks for less than the one that was written. */
export interface Relaxed {
  selector: Selector;
  /** As it is named. */
  text: string;
  /** For a name that is only alike: which attribute of which element holds the whole of it, and the selector with that. */
  alike: { holder: Selector; attribute: string; toText: (value: string) => string } | undefined;
}

/** So many are tried for one selector: what is further off is no near miss. */
const mostTries = 16;

/** Looser forms of a selector, the nearest first: without one of its demands, with names that are alike, its end alone. */
export function relax(selector: Selector): Relaxed[] {
  const { hops, visible } = selector;
  const hidden = { ...plain({ ...selector, visible: false }), text: `${describeSelector(selector)}, hidden,` };
  const found = [
    ...(visible ? [hidden] : []),
    ...relaxKind(selector),
    ...(hops.length > 0 ? [plain({ ...selector, hops: [] })] : []),
  ];
  const seen = new Set([describeSelector(selector)]);
  return found.filter(({ text }) => seen.size < seen.add(text).size).slice(0, mostTries);
}

function plain(selector: Selector): Relaxed {
  return { selector, text: describeSelector(selector), alike: undefined };
}

function relaxKind(selector: Selector): Relaxed[] {
  const { hops, visible } = selector;
  switch (selector.type) {
    case "role":
      return selector.name === undefined ? [] : [plain({ ...selector, name: undefined })];
    case "xpath":
      return relaxXPath(selector.xpath).map((xpath) => plain({ type: "xpath", xpath, hops, visible }));
    case "css": {
      const toSelector = (tokens: Token[]): Selector => ({ ...selector, css: stringify([tokens]) });
      const looser = parse(selector.css).flatMap((tokens) => relaxCss(tokens, toSelector));
      const isByText = selector.hasText !== undefined && selector.css !== "*";
      return isByText
        ? [plain({ ...selector, hasText: undefined }), plain({ ...selector, css: "*" }), ...looser]
        : looser;
    }
  }
}

/** Without places, then without any condition on its last step, then its last step anywhere below. */
function relaxXPath(xpath: string): string[] {
  const last = xpath.split("/").at(-1)!;
  const conditions = /\[[^\]]*\]/g;
  return [
    xpath.replaceAll(/\[\s*(?:\d+|last\(\)|position\(\)[^\]]*)\s*\]/g, ""),
    xpath.slice(0, xpath.length - last.length) + last.replaceAll(conditions, ""),
    `.//${last}`,
    `.//${last.replaceAll(conditions, "")}`,
  ];
}

function relaxCss(tokens: Token[], toSelector: (tokens: Token[]) => Selector): Relaxed[] {
  const end = tokens.slice(tokens.findLastIndex(isTraversal) + 1);
  const dropped = dropEach(tokens);
  const bare = (some: readonly Token[]): boolean =>
    some.slice(some.findLastIndex(isTraversal) + 1).every(({ type }) => type === SelectorType.Tag);
  const less = (some: Token[][]): Relaxed[] => some.map((one) => plain(toSelector(one)));
  const alike = (some: Token[]): Relaxed[] => toAlike(some, toSelector);
  return [
    ...less(dropped.filter((one) => !bare(one))),
    ...(bare(end) || end.length === tokens.length ? [] : less([end])),
    ...alike(tokens),
    ...alike(end),
    ...less(dropEach(end).filter((one) => !bare(one))),
    ...less(dropped.filter(bare)),
  ];
}

/** The selector without each of its demands in turn; never without its last element altogether. */
function dropEach(tokens: Token[]): Token[][] {
  return tokens.flatMap((token, at) => {
    if (isTraversal(token) || token.type === SelectorType.Universal) return [];
    const isAlone =
      (at === 0 || isTraversal(tokens[at - 1]!)) && (at === tokens.length - 1 || isTraversal(tokens[at + 1]!));
    if (isAlone && at === tokens.length - 1) return [];
    // An element of the way goes with the step that led to it, the first with the step away from it.
    const [from, count] = isAlone ? (at === 0 ? [0, 2] : [at - 1, 2]) : [at, 1];
    return [tokens.toSpliced(from, count)];
  });
}

/** Classes and ids that share a word with the one that was written; of other attributes any value. */
function toAlike(tokens: Token[], toSelector: (tokens: Token[]) => Selector): Relaxed[] {
  return tokens.flatMap((token, at) => {
    if (token.type !== SelectorType.Attribute || token.value === "") return [];
    const { name: attribute, value } = token;
    const isName = attribute === "class" || attribute === "id";
    const toText = (found: string): string =>
      describeSelector(
        toSelector(
          tokens.with(at, { ...token, value: likest(value, attribute === "class" ? found.split(/\s+/) : [found]) }),
        ),
      );
    const like = (action: AttributeAction, value: string): Relaxed => {
      const looser: Token = { ...token, action, value, ignoreCase: isName };
      const relaxed = tokens.with(at, looser);
      const { selector, text } = plain(toSelector(relaxed));
      return { selector, text, alike: { holder: toSelector(upTo(at, relaxed)), attribute, toText } };
    };
    return isName ? wordsOf(value).map((word) => like(AttributeAction.Any, word)) : [like(AttributeAction.Exists, "")];
  });
}

/** The element that the token at a place describes, with what follows below or beside it as its condition. */
function upTo(at: number, tokens: Token[]): Token[] {
  const end = tokens.findIndex((token, index) => index > at && isTraversal(token));
  if (end === -1) return tokens;
  return [...tokens.slice(0, end), { type: SelectorType.Pseudo, name: "has", data: [tokens.slice(end)] }];
}

/** `user-name` and `userName` say user and name; the last says most. Of `users` what it shares with `user` counts. */
function wordsOf(name: string): string[] {
  return name
    .split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u)
    .map((word) => (word.length > 3 ? word.replace(/s$/, "") : word))
    .filter((word) => word.length >= 3 && !/^\d+$/.test(word))
    .toReversed();
}

function likest(wanted: string, names: readonly string[]): string {
  const words = wordsOf(wanted).map((word) => word.toLowerCase());
  const related = names.filter((name) => words.some((word) => name.toLowerCase().includes(word)));
  const [best = wanted] = (related.length > 0 ? related : [...names]).toSorted(
    (a, b) => leven(wanted, a) - leven(wanted, b),
  );
  return best;
}
