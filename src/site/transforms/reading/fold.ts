/** Text as words are compared: lower case, no accents, plain spaces, one apostrophe, one minus, digits 0 to 9. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  // oxlint-disable-next-line no-control-regex -- plain ASCII is the common case, and nothing below changes it
  const plain = /^[\x20-\x7e]*$/.test(lower) ? lower : foldSigns(lower);
  return plain.replaceAll(/\s+/g, " ").trim();
}

function foldSigns(text: string): string {
  // Not NFKD, which makes 52 of 5². Accents of Latin letters only: elsewhere a mark can tell two months apart.
  const bare = withoutMarks(text)
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/g, "");
  return toPlainDigits(bare)
    .replaceAll(/[’‘ʼ´]/g, "'")
    .replaceAll(/[−–—]/g, "-")
    .normalize("NFC");
}

/** Text without what no eye sees, above all the marks of direction around numbers in Arabic and Hebrew. */
export function withoutMarks(text: string): string {
  return text.replaceAll(/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "");
}

/** Digits of any script as 0 to 9. */
export function toPlainDigits(text: string): string {
  return text.replaceAll(/(?![0-9])\p{Nd}/gu, (digit) => String(valueOf(digit)));
}

/** Unicode keeps the digits of a script together, from zero to nine; where runs touch, each is whole. */
function valueOf(digit: string): number {
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(digit.codePointAt(0)! - before - 1))) before += 1;
  return before % 10;
}
