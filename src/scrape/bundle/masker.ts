import { shapeOf } from "../privacy.ts";
import { headerText, tidy, type KeptLiterals } from "./kept-literals.ts";
import { maskAround, maskUrl, secretName } from "./masking.ts";

/** What becomes of each piece of a page on its way into a file that others may see. */
export interface Masker {
  /** Whether anything is masked at all; if not, only secrets are. */
  isMasking: boolean;
  text(text: string): string;
  /** Whether everything that is shown inside an element with this text may stay. */
  keepsWhole(text: string): boolean;
  /** Undefined: the attribute is left out. */
  attribute(element: AttributeHolder, name: string, value: string): string | undefined;
  /** The JSON that stands in for a script or another holder of JSON with this text; undefined: it is none that is read. */
  json(text: string): string | undefined;
  url(address: string): string;
  /** A sentence of ours that quotes the page. */
  sentence(text: string): string;
}

export interface AttributeHolder {
  tag: string;
  attributes: readonly (readonly [string, string])[];
}

/** What a masker goes by. */
export interface MaskRules {
  literals: KeptLiterals;
  /** Texts and attribute values that fields read which are kept. */
  keptTexts: ReadonlySet<string>;
  /** Masked JSON by its original text. */
  jsonTexts: ReadonlyMap<string, string>;
  /** Segments of addresses that are known beforehand. */
  segments: ReadonlySet<string>;
  isClean: (text: string) => boolean;
}

export function createMasker({ literals, keptTexts, jsonTexts, segments, isClean }: MaskRules): Masker {
  const text = (whole: string): string => maskAround(whole, literals.text);
  const url = (address: string): string => maskUrl(address, segments);
  return {
    isMasking: true,
    text,
    keepsWhole: (whole) =>
      keptTexts.has(squeeze(whole)) ||
      literals.text.whole.has(tidy(whole).toLowerCase()) ||
      (literals.headers.size > 0 && literals.headers.has(headerText(whole))),
    attribute: ({ tag }, name, value) =>
      isClean(name) || literals.asksFor(name)
        ? maskAttribute({ literals, keptTexts, url }, tag, name, value)
        : undefined,
    json: (whole) => jsonTexts.get(whole),
    url,
    sentence: (sentence) =>
      sentence
        .replaceAll(/https?:\/\/[^\s“”"'<>)]+?(?=[.,;:]?(?:[\s“”"'<>)]|$))/g, (address) => url(address))
        .replaceAll(/“([^”]*)”/g, (_whole, quoted: string) => `“${text(quoted)}”`)
        .replaceAll(/(id|class)="([^"]*)"/g, (_whole, name: string, value: string) => {
          return `${name}="${maskTokens(value, (token) => maskAround(token, literals.attribute(name)))}"`;
        }),
  };
}

/** Lets everything through but for values that open something. */
export function createSecretMasker(jsonTexts: ReadonlySet<string>): Masker {
  return {
    isMasking: false,
    text: (text) => text,
    keepsWhole: () => true,
    attribute: ({ tag, attributes }, name, value) => {
      const isHeld = (tag === "input" && name === "value") || (tag === "meta" && name === "content");
      const says = attributes.some(([key, what]) => /^(name|id|property)$/.test(key) && secretName.test(what));
      return isHeld && says ? shapeOf(value) : value;
    },
    json: (text) => (jsonTexts.has(text) ? text : undefined),
    url: (address) => address,
    sentence: (sentence) => sentence,
  };
}

/** Text as it is compared: how it is broken into nodes and lines says nothing. */
export function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, "");
}

type AttributeRules = Pick<MaskRules, "literals" | "keptTexts"> & { url: (address: string) => string };

function maskAttribute(
  { literals, keptTexts, url }: AttributeRules,
  tag: string,
  name: string,
  value: string,
): string | undefined {
  if (value === "" || structural[name]?.test(value)) return value;
  if (keptTexts.has(squeeze(value))) return value;
  const own = literals.attribute(name);
  if (name === "class" || name === "rel" || name === "role")
    return maskTokens(value, (token) => maskAround(token, own));
  if (tag === "base" && name === "href") return url(value);
  // How it looks is said by nothing else in a masked page, and may hold any text.
  if (name === "style" && !literals.asksFor(name)) return undefined;
  return maskTokensOrWhole(value, own);
}

/** `[data-tags~=admin]` looks at words, all other selectors at the whole. */
function maskTokensOrWhole(value: string, own: ReturnType<KeptLiterals["attribute"]>): string {
  if (own.whole.has(value.toLowerCase())) return value;
  const hasKnownWord = value.split(/\s+/).some((token) => own.whole.has(token.toLowerCase()));
  return hasKnownWord ? maskTokens(value, (token) => maskAround(token, own)) : maskAround(value, own);
}

function maskTokens(value: string, mask: (token: string) => string): string {
  return value.replaceAll(/\S+/g, mask);
}

const number = /^-?\d{1,6}$/;
const yesNo = /^(true|false|mixed)$/;
const empty = /^$/;
const types =
  /^(text|search|email|tel|url|number|date|time|datetime-local|month|week|color|range|checkbox|radio|file|password|hidden|submit|button|reset|image|module|application\/(ld\+)?json|text\/(javascript|css|html|plain|x-template))$/;
const roles =
  /^(alert|alertdialog|application|article|banner|button|caption|cell|checkbox|columnheader|combobox|complementary|contentinfo|definition|dialog|directory|document|feed|figure|form|generic|grid|gridcell|group|heading|img|link|list|listbox|listitem|log|main|marquee|menu|menubar|menuitem|menuitemcheckbox|menuitemradio|meter|navigation|none|note|option|presentation|progressbar|radio|radiogroup|region|row|rowgroup|rowheader|scrollbar|search|searchbox|separator|slider|spinbutton|status|switch|tab|table|tablist|tabpanel|term|textbox|timer|toolbar|tooltip|tree|treegrid|treeitem)$/;

/** Attributes that say how a page is built, with the values that say nothing else. */
const structural: Readonly<Record<string, RegExp>> = {
  type: types,
  role: roles,
  colspan: number,
  rowspan: number,
  span: number,
  tabindex: number,
  "aria-rowcount": number,
  "aria-colcount": number,
  "aria-rowindex": number,
  "aria-colindex": number,
  "aria-busy": yesNo,
  "aria-hidden": yesNo,
  "aria-disabled": yesNo,
  "aria-expanded": yesNo,
  "aria-selected": yesNo,
  "aria-checked": yesNo,
  "aria-pressed": yesNo,
  "aria-live": /^(off|polite|assertive)$/,
  "aria-sort": /^(none|ascending|descending|other)$/,
  scope: /^(row|col|rowgroup|colgroup)$/,
  dir: /^(ltr|rtl|auto)$/,
  lang: /^[a-z]{2}(-[A-Z]{2})?$/,
  rel: /^(next|prev|nofollow|noopener|noreferrer|stylesheet|icon|canonical|alternate)$/,
  method: /^(get|post|dialog)$/i,
  hidden: /^(hidden|until-found|true)$/,
  disabled: /^(disabled|true)$/,
  checked: /^(checked|true)$/,
  selected: /^(selected|true)$/,
  open: empty,
};
