import { z } from "zod";
import { defineTransform, fromText } from "./transform.ts";

export const split = defineTransform({
  description: "Cuts a text into a list: parts are trimmed, empty ones and repetitions left out.",
  examples: [
    { input: "Dashboard, Funnels,, Dashboard", options: ",", gives: { value: ["Dashboard", "Funnels"] } },
    { input: "", options: ",", gives: { value: [] } },
  ],
  options: z.string().min(1).meta({ description: "What stands between the parts" }),
  bare: ",",
  apply: (input, separator) =>
    fromText(input, (text) => {
      const parts = text.split(separator).map((part) => part.trim());
      return { value: [...new Set(parts.filter((part) => part !== ""))] };
    }),
});
