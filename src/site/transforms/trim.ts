import { z } from "zod";
import { defineTransform, fromText, quoted } from "./transform.ts";

const characters = z.string().min(1).meta({ description: "Characters to remove from both ends, and white space" });

const options = z.union([
  characters,
  z.strictObject({
    prefix: z.string().min(1).optional().meta({ description: "A text to remove from the start, where it is there" }),
    suffix: z.string().min(1).optional().meta({ description: "A text to remove from the end, where it is there" }),
  }),
]);

export const trim = defineTransform({
  description:
    "Removes white space from both ends, and with it the characters given, or a text at the start and one at the end.",
  examples: [
    { input: "  Ada  ", gives: { value: "Ada" } },
    { input: "(42)", options: "()", gives: { value: "42" } },
    { input: "Views: 42 today", options: { prefix: "Views:", suffix: "today" }, gives: { value: "42" } },
    { input: "42", options: { prefix: "Views:" }, gives: { value: "42" } },
    { input: "( )", options: "()", gives: { missing: "“( )” has nothing left to read" } },
  ],
  options,
  bare: {},
  apply: (input, given) =>
    fromText(input, (text) => {
      const value = typeof given === "string" ? withoutEnds(text, given) : withoutAffixes(text, given);
      return value === "" ? { missing: `${quoted(text)} has nothing left to read` } : { value };
    }),
});

function withoutEnds(text: string, characters: string): string {
  const removed = new Set(characters);
  const isRemoved = (character: string | undefined): boolean => removed.has(character!) || /\s/u.test(character!);
  const kept = Array.from(text);
  const start = kept.findIndex((character) => !isRemoved(character));
  return start === -1 ? "" : kept.slice(start, kept.findLastIndex((character) => !isRemoved(character)) + 1).join("");
}

function withoutAffixes(
  text: string,
  { prefix, suffix }: { prefix?: string | undefined; suffix?: string | undefined },
): string {
  const trimmed = text.trim();
  const start = prefix !== undefined && trimmed.startsWith(prefix) ? prefix.length : 0;
  const rest = trimmed.slice(start);
  return (suffix !== undefined && rest.endsWith(suffix) ? rest.slice(0, -suffix.length) : rest).trim();
}
