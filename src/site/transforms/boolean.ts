import { z } from "zod";
import { defineTransform, fromText, quoted } from "./transform.ts";

const options = z.strictObject({
  true: z.array(z.string()).default(["true", "yes", "on", "1"]).meta({ description: "Texts that mean yes" }),
  false: z.array(z.string()).default(["false", "no", "off", "0"]).meta({ description: "Texts that mean no" }),
});

export const boolean = defineTransform({
  description: "Maps texts to true and false, whatever their case; a text in neither list is missing, not false.",
  examples: [
    { input: "Yes", gives: { value: true } },
    { input: "off", gives: { value: false } },
    { input: "Online", options: { true: ["Online"], false: ["Idle", "Offline"] }, gives: { value: true } },
    {
      input: "Away",
      options: { true: ["Online"], false: ["Offline"] },
      gives: { missing: "“Away” is in neither list" },
    },
  ],
  options,
  bare: {},
  apply: (input, lists) =>
    fromText(input, (text) => {
      if (includes(lists.true, text)) return { value: true };
      return includes(lists.false, text) ? { value: false } : { missing: `${quoted(text)} is in neither list` };
    }),
});

function includes(list: readonly string[], text: string): boolean {
  return list.some((entry) => entry.trim().toLowerCase() === text.trim().toLowerCase());
}
