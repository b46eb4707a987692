import { z } from "zod";
import { defineTransform, fromText, quoted } from "./transform.ts";

export const json = defineTransform({
  description: "Reads JSON, for example a list that an app keeps in its storage.",
  examples: [
    { input: '["Dashboard","Funnels"]', gives: { value: ["Dashboard", "Funnels"] } },
    { input: "[1,", gives: { missing: "“[1,” is not JSON" } },
  ],
  options: z.null(),
  bare: null,
  apply: (input) =>
    fromText(input, (text) => {
      try {
        return { value: JSON.parse(text) as unknown };
      } catch {
        // The reason says it: a parser's own message would only add an offset into text nobody sees.
        return { missing: `${quoted(text)} is not JSON` };
      }
    }),
});
