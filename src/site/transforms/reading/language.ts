import { z } from "zod";
import { english } from "./english.ts";
import { french } from "./french.ts";
import { german } from "./german.ts";
import { memo } from "./memo.ts";
import { spanish } from "./spanish.ts";
import { timeUnits, type TimeUnit, type Words } from "./words.ts";

/** A language as a selector file names it. */
export const languageTag = z.string().refine(isLocale, "must be a language tag such as en-US or de-DE");

/** Words of one language, ready to be looked up. */
export interface Vocabulary {
  words: Words;
  units: ReadonlyMap<string, TimeUnit>;
  /** Those units that can stand without `ago`. */
  symbols: ReadonlyMap<string, TimeUnit>;
  unclear: ReadonlySet<string>;
  now: ReadonlySet<string>;
  one: ReadonlySet<string>;
  and: string;
  about: RegExp;
  under: RegExp;
}

const vocabularies: Readonly<Record<string, Vocabulary>> = {
  en: toVocabulary(english),
  de: toVocabulary(german),
  fr: toVocabulary(french),
  es: toVocabulary(spanish),
};

/** The page's own language first, then English: many a page in another language has English words in it. */
export const vocabulariesOf = memo(100, (locale: string): readonly Vocabulary[] => {
  const { language } = new Intl.Locale(locale);
  const own = Object.hasOwn(vocabularies, language) ? vocabularies[language] : undefined;
  return own === undefined || language === "en" ? [vocabularies.en!] : [own, vocabularies.en!];
});

function toVocabulary(words: Words): Vocabulary {
  const symbols = toUnits(words.symbols);
  return {
    words,
    units: new Map([...toUnits(words.units), ...symbols]),
    symbols,
    unclear: new Set(words.unclear.split("|")),
    now: new Set(words.now.split("|")),
    one: new Set(words.one.split("|")),
    and: words.and,
    about: new RegExp(`^(?:${words.about})\\.? ?(?=[\\p{L}\\d])`, "u"),
    under: new RegExp(`^(?:${words.under}) ?(?=[\\p{L}\\d])`, "u"),
  };
}

function toUnits(words: Readonly<Partial<Record<TimeUnit, string>>>): Map<string, TimeUnit> {
  return new Map(timeUnits.flatMap((unit) => (words[unit] ?? "").split("|").map((word) => [word, unit] as const)));
}

function isLocale(tag: string): boolean {
  try {
    // A tag may be well formed and mean nothing: “german”.
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length === 1;
  } catch {
    // The runtime is the judge of a tag; its refusal is the answer.
    return false;
  }
}
