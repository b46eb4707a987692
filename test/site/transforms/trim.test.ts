import { expect, test } from "vitest";
import { run } from "./run.ts";

test.each([
  ["\u00a0Ada\n", undefined, "Ada"],
  ["(Ada)", undefined, "(Ada)"],
  ["( (a)(b) )", "()", "a)(b"],
  ["👍 Ada 👍", "👍", "Ada"],
  ["Views:", { suffix: "s" }, "Views:"],
  ["Views: Views: 4", { prefix: "Views:" }, "Views: 4"],
  [42, undefined, "42"],
])("%j with %j", (input, options, value) => {
  expect(run("trim", input, options)).toEqual({ value });
});
