import { z } from "zod";
import { defineTransform, fromText, quoted } from "./transform.ts";

const pattern = z.string().min(1).refine(isPattern, "is not a regular expression");

const options = z.union([
  pattern.transform((source) => ({ pattern: source, group: undefined })),
  z.strictObject({
    pattern: pattern.meta({ description: "A JavaScript regular expression, read with the u flag" }),
    group: z
      .int()
      .nonnegative()
      .optional()
      .meta({ description: "The group to take; the first one, or the whole match without groups" }),
  }),
]);

/** A pattern may take exponential time; on a text of this length even a bad one ends soon. */
const longestInput = 2_000;

export const regex = defineTransform({
  description: "Takes the part of a text that a pattern finds: its first group, or the whole match.",
  examples: [
    { input: "[40 actions in the last 3,650 days]", options: "([\\d,]+) actions?", gives: { value: "40" } },
    { input: "mailto:ada@example.com", options: "^mailto:(.+)$", gives: { value: "ada@example.com" } },
    { input: "page 3 of 12", options: { pattern: "(\\d+) of (\\d+)", group: 2 }, gives: { value: "12" } },
    { input: "nobody", options: "\\d+", gives: { missing: "“nobody” does not match /\\d+/" } },
  ],
  options,
  apply: (input, { pattern: source, group }) =>
    fromText(input, (text) => {
      if (text.length > longestInput) return { missing: `text of ${text.length} characters is too long for a regex` };

      const match = new RegExp(source, "u").exec(text);
      const part = match?.[group ?? (match.length > 1 ? 1 : 0)];
      return part === undefined ? { missing: `${quoted(text)} does not match /${source}/` } : { value: part };
    }),
});

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, "u") instanceof RegExp;
  } catch {
    // The constructor is the only judge of a pattern; its refusal is the answer.
    return false;
  }
}
