import { z } from "zod";
import { defineTransform, fromText, quoted } from "./transform.ts";

export const elapsed = defineTransform({
  description: "Turns a time that `date` has read into the minutes since then.",
  examples: [
    { input: "2026-11-23T11:35:00.000Z", gives: { value: 25 } },
    { input: "2026-11-23T12:05:00.000Z", gives: { missing: "“2026-11-23T12:05:00.000Z” lies in the future" } },
    { input: "11:35", gives: { missing: "“11:35” is not a time; put date before elapsed" } },
  ],
  options: z.null(),
  bare: null,
  apply: (input, _options, { now }) =>
    fromText(input, (text) => {
      const start = z.iso.datetime().safeParse(text).success ? Date.parse(text) : Number.NaN;
      if (Number.isNaN(start)) return { missing: `${quoted(text)} is not a time; put date before elapsed` };
      if (start > now.getTime()) return { missing: `${quoted(text)} lies in the future` };

      return { value: (now.getTime() - start) / 60_000 };
    }),
});
