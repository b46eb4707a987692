/**
 * Text from a page is hostile: a terminal must show it, never obey it. Control characters (escape sequences included)
 * and direction overrides become visible escapes.
 */
export function toPlainText(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) =>
    character === "\n" || character === "\t" ? " " : `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );
}
