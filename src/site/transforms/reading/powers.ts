import { decimalSignOf, toPlainNumber } from "./decimal.ts";
import { fold } from "./fold.ts";
import { vocabulariesOf } from "./language.ts";
import { memo } from "./memo.ts";

/** The power of ten that a word after a number stands for: 6 for the `M` of `1.2M`. */
export function powerOf(word: string, locale: string): number | undefined {
  const powers = powersOf(locale);
  return powers.get(word) ?? powers.get(fold(word));
}

/** What the language writes by `Intl` goes before what we know: `B` is a thousand in Turkish and a million millions in Spanish. */
const powersOf = memo(100, (locale: string): ReadonlyMap<string, number> => {
  const known = vocabulariesOf(locale)
    .toReversed()
    .flatMap(({ words }) => Object.entries(words.powers));
  return new Map([...known, ...powersByIntl(locale)]);
});

function powersByIntl(locale: string): [string, number][] {
  const powers = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
  const found = (["short", "long"] as const).flatMap((compactDisplay) => {
    const format = new Intl.NumberFormat(locale, { notation: "compact", compactDisplay });
    // One and two, since words have a plural.
    return powers.flatMap((power) =>
      [1, 2].flatMap((count) => readPower(format.format(count * 10 ** power), count * 10 ** power, locale)),
    );
  });
  // The first that a word was found for is the one it is for.
  return found.toReversed();
}

function readPower(text: string, value: number, locale: string): [string, number][] {
  const [, digits = "", word = ""] = /^([^\p{L}]*)(\p{L}.*?)\.?$/u.exec(text) ?? [];
  const power = Math.log10(value / Number(toPlainNumber(digits, decimalSignOf(locale))));
  // A letter counts in its case: `M` is no `m`.
  return Number.isInteger(power) && word !== "" ? [[word.length === 1 ? word : fold(word), power]] : [];
}
