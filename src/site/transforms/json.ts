import { z } from "zod";
import { followPath, jsonPath } from "../json-path.ts";
import { defineTransform, fromText, quoted, type Outcome } from "./transform.ts";

const path = jsonPath.meta({ description: "The value to take: `user.plan`, `items[0].name`" });

const options = z.union([path, z.strictObject({ path: path.optional() })]);

export const json = defineTransform({
  description: "Reads JSON, for example what an app keeps in its storage: the whole, or the value at a path.",
  examples: [
    { input: '["Dashboard","Funnels"]', gives: { value: ["Dashboard", "Funnels"] } },
    { input: '{"user":{"plan":"Pro"}}', options: "user.plan", gives: { value: "Pro" } },
    { input: '{"items":[{"count":3}]}', options: { path: "items[0].count" }, gives: { value: 3 } },
    { input: '{"user":{}}', options: "user.plan", gives: { missing: '“{"user":{}}” has no plan at user.plan' } },
    { input: "[1,", gives: { missing: "“[1,” is not JSON" } },
  ],
  options,
  bare: {},
  apply: (input, given) => {
    const path = typeof given === "string" ? given : given.path;
    // A row of a JSON source is parsed already.
    if (typeof input === "object" && input !== null && path !== undefined)
      return take(input, path, JSON.stringify(input));
    return fromText(input, (text) => {
      try {
        const value = JSON.parse(text) as unknown;
        return path === undefined ? { value } : take(value, path, text);
      } catch {
        // The reason says it: a parser's own message would only add an offset into text nobody sees.
        return { missing: `${quoted(text)} is not JSON` };
      }
    });
  },
});

function take(value: unknown, path: string, text: string): Outcome {
  const end = followPath(value, path);
  return "value" in end ? end : { missing: `${quoted(text)} has no ${end.missing} at ${path}` };
}
