import type { Site } from "../../site/schema.ts";
import { sourcesOf } from "../../site/field.ts";
import { siteFields, type SiteField } from "../../site/site-fields.ts";
import { isStored, type Source } from "../../site/source.ts";
import { followPath } from "../../site/json-path.ts";
import { readJsonText } from "../documents.ts";
import type { Raw } from "../in-page.ts";
import { toReads } from "../plan.ts";
import type { Policies } from "../privacy.ts";
import { findItems, newestByUrl, type PageReading } from "../reading.ts";

/** What one source said, and in which row of its page; undefined: the same in all of them. */
export interface Said {
  row: number | undefined;
  raw: unknown;
}

/** Everything that a source said on a page, before any transform. */
export function saidBy(source: Source, reading: PageReading, site: Site): Said[] {
  const { capture, documents } = reading;
  const inDocument = (texts: readonly (string | Raw | undefined)[], path: string | undefined): Said[] =>
    texts.flatMap((text) => {
      const whole = typeof text === "string" ? readJsonText(text) : undefined;
      const end = path === undefined ? { value: whole } : followPath(whole, path);
      return "value" in end ? [{ row: undefined, raw: end.value }] : [];
    });
  switch (source.type) {
    case "item":
      return (findItems(site, reading)?.items ?? []).flatMap((item, row) => {
        const end = followPath(item, source.path);
        return "value" in end ? [{ row: site.rows === undefined ? row : undefined, raw: end.value }] : [];
      });
    case "response":
      return inDocument(newestByUrl(documents, source.url), source.path);
    case "global":
      return inDocument([documents.globals[source.name]], source.path);
    case "from":
      return sourcesOf(site.fields[source.field]).flatMap((origin) => saidBy(origin, reading, site));
    default: {
      const slot = toReads(site).slots.get(source);
      if (slot === undefined) return [];
      if (slot.list === "row") return capture.rows.map((cells, row) => ({ row, raw: cells[slot.index] }));
      const raw = capture.page[slot.index];
      return source.type === "embedded" || (isStored(source) && source.path !== undefined)
        ? inDocument([raw], source.path)
        : [{ row: undefined, raw }];
    }
  }
}

/** Whether a text is free of what fields that are not kept were read from. */
export type IsClean = (text: string) => boolean;

/** Short texts are in every other text: they are looked for as a whole only. */
const shortest = 3;

/** Takes all that such fields were read from, on all pages: a name may stand in the row of somebody else. */
export function findUnclean(readings: readonly PageReading[], site: Site, policies: Policies): IsClean {
  const whole = new Set<string>();
  const byFirstWord = new Map<string, string[][]>();
  const added = new Set<string>();
  const add = (text: string): void => {
    const words = wordsOf(text);
    const joined = words.join(" ");
    if (joined === "" || added.has(text)) return;
    added.add(text);
    whole.add(joined);
    // An address or a sentence around an id or a name: its pieces count where they stand alone.
    for (const piece of text.split(/[\s:/?#&=,;|()]+/)) whole.add(wordsOf(piece).join(" "));
    if (joined.length < shortest) return;
    const others = byFirstWord.get(words[0]!) ?? [];
    others.push(words);
    byFirstWord.set(words[0]!, others);
  };
  for (const name of siteFields.filter((field) => policies[field] !== undefined))
    for (const source of sourcesOf(site.fields[name]))
      for (const reading of readings) for (const { raw } of saidBy(source, reading, site)) addAll(raw, add);
  whole.delete("");

  return (text) => {
    const words = wordsOf(text);
    if (whole.has(words.join(" "))) return false;
    return !words.some((word, at) => byFirstWord.get(word)?.some((wanted) => standsAt(wanted, words, at)));
  };
}

function addAll(raw: unknown, add: (text: string) => void): void {
  if (typeof raw === "string" || typeof raw === "number") add(String(raw));
  else if (typeof raw === "object" && raw !== null) for (const inner of Object.values(raw)) addAll(inner, add);
}

function standsAt(wanted: readonly string[], words: readonly string[], at: number): boolean {
  return wanted.every((word, index) => words[at + index] === word);
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

/** The fields of a site that are kept. */
export function keptFields(site: Site, policies: Policies): SiteField[] {
  return siteFields.filter((name) => site.fields[name] !== undefined && policies[name] === undefined);
}
