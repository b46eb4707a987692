import { z } from "zod";
import { defineTransform, fromText, quoted } from "./transform.ts";

export const enumeration = defineTransform({
  description: "Maps the screen's words to yours; a word that is not in the map is missing.",
  examples: [
    { input: "Umsatz", options: { Umsatz: "Revenue" }, gives: { value: "Revenue" } },
    { input: "Lager", options: { Umsatz: "Revenue" }, gives: { missing: "“Lager” is not in the map" } },
  ],
  options: z.record(z.string(), z.string()).meta({ description: "From the screen's word to yours" }),
  apply: (input, words) =>
    fromText(input, (text) => {
      const word = Object.entries(words).find(([from]) => from === text.trim());
      return word ? { value: word[1] } : { missing: `${quoted(text)} is not in the map` };
    }),
});
