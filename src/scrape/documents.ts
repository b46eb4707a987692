/** What a page received or holds beside its document; all of it is text that the page or its server chose. */
export interface Documents {
  /** JSON responses in the order in which they came. */
  responses: readonly { url: string; status: number; body: string }[];
  /** How many of them, from the first on, an earlier page of the same list was read with. */
  earlier: number;
  /** WebSocket messages in the order in which they came. */
  frames: readonly { url: string; body: string }[];
  /** Global variables of the page's scripts, as JSON, by name. */
  globals: Readonly<Record<string, string>>;
}

export const noDocuments: Documents = { responses: [], earlier: 0, frames: [], globals: {} };

/** What JSON text says, also where a script assigns it to a variable; undefined where it is none. */
export function readJsonText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return parseAssigned(text);
  }
}

/** Scripts often hold their data as `var state = {…};`: the first value after the sign is the JSON. */
function parseAssigned(text: string): unknown {
  const start = /=\s*(?=[[{])/.exec(text);
  if (!start) return undefined;

  const from = start.index + start[0].length;
  try {
    return JSON.parse(text.slice(from, endOfJson(text, from))) as unknown;
  } catch {
    // A script, but not of data: nothing is there to be read.
    return undefined;
  }
}

function endOfJson(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '"') at = endOfString(text, at);
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
