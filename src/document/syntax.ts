import { isAlias, Scalar, visit, type Document as YamlDocument, type ErrorCode } from "yaml";

/** What keeps a text from being read, from `start` up to `end`. */
export interface SyntaxFault {
  message: string;
  start: number;
  end: number;
}

/** The faults of a text that is meant as YAML, or as JSON where `file` says so. One a line: the others follow from it. */
export function findSyntaxFaults(yaml: YamlDocument.Parsed, text: string, file: string): SyntaxFault[] {
  // What a comment has swallowed may well be the reason for the other faults.
  const swallowed = findSwallowed(yaml, text);
  if (swallowed.length > 0) return swallowed;
  if (yaml.errors.length === 0) return findLooseAliases(yaml);

  const jsonFault = file.endsWith(".json") ? findJsonFault(text) : undefined;
  if (jsonFault) return [jsonFault];

  const faults = yaml.errors.map(({ code, message, pos: [start, end] }) => ({
    message: inPlainWords[code] ?? message,
    start,
    end,
  }));
  const lineOf = ({ start }: SyntaxFault): number => text.lastIndexOf("\n", start - 1);
  return faults.filter((fault, index) => faults.findIndex((other) => lineOf(other) === lineOf(fault)) === index);
}

/** Where the parser speaks of its own grammar, what the writer most likely did. */
const inPlainWords: Partial<Record<ErrorCode, string>> = {
  BLOCK_AS_IMPLICIT_KEY:
    "holds another “key: value”; put the text in quotes, or check how the lines below are indented",
  BLOCK_IN_FLOW: "something is missing before this value: a comma, a closing bracket or a quote",
  DUPLICATE_KEY: "this key stands in the map already",
  MULTILINE_IMPLICIT_KEY: "is not “key: value”; check for a colon with a space after it",
  MULTIPLE_DOCS: "a second document begins here; only one a file is read",
  NON_STRING_KEY: "a key must be text",
  TAB_AS_INDENT: "a tab cannot indent YAML; use spaces",
};

/** The parser of JSON says more about JSON, where it says the place. */
function findJsonFault(text: string): SyntaxFault | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const match = /^(.+) in JSON at position (\d+)/.exec((error as Error).message);
    if (!match) return undefined;
    const [, message = "", position] = match;
    return {
      message: message[0]!.toLowerCase() + message.slice(1),
      start: Number(position),
      end: Number(position) + 1,
    };
  }
}

function findLooseAliases(yaml: YamlDocument.Parsed): SyntaxFault[] {
  const faults: SyntaxFault[] = [];
  visit(yaml, {
    Alias(_key, node) {
      if (!isAlias(node) || node.resolve(yaml) !== undefined) return;
      const [start = 0, end = 0] = node.range ?? [];
      faults.push({ message: `no &${node.source} stands before this *${node.source}`, start, end });
    },
  });
  return faults;
}

/** Text without quotes that goes on with “ #…”, as a CSS id does: the rest is lost without a word. A comment has a space. */
function findSwallowed(yaml: YamlDocument.Parsed, text: string): SyntaxFault[] {
  const faults: SyntaxFault[] = [];
  visit(yaml, {
    Scalar(key, { type, value, range }) {
      if (key === "key" || type !== Scalar.PLAIN || !range) return;
      const [start, end] = range;
      const isNothing = start === end;
      if (typeof value !== "string" && !isNothing) return;
      const [, space = "", comment] = /^([ \t]*)(#[^#\s].*)/.exec(text.slice(end)) ?? [];
      if (comment === undefined) return;
      faults.push(toSwallowed(comment.trimEnd(), end + space.length));
    },
  });
  return faults;
}

function toSwallowed(comment: string, start: number): SyntaxFault {
  const shown = comment.length > 60 ? `${comment.slice(0, 60)}…` : comment;
  const message = `looks like part of the value: YAML takes “${shown}” for a comment; put the whole in quotes`;
  return { message, start, end: start + comment.length };
}
