import { z } from "zod";
import { pattern } from "../pattern.ts";
import { findBounded } from "./reading/bounded-regex.ts";
import { defineTransform, fromText, quoted } from "./transform.ts";

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

/** A field is no essay; on a text of this length most patterns end soon, and the others are stopped. */
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

      const match = findBounded(source, text);
      if (match === "stopped") return { missing: `/${source}/ takes too long on ${quoted(text)}` };

      const part = match?.[group ?? (match.length > 1 ? 1 : 0)];
      return part === undefined ? { missing: `${quoted(text)} does not match /${source}/` } : { value: part };
    }),
});
