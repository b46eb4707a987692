import { expect, test } from "vitest";
import { run } from "./run.ts";

test.each(["constructor", "__proto__", "toString"])("does not find %j in a map that does not have it", (input) => {
  expect(run("enum", input, { Umsatz: "Revenue" })).toEqual({ missing: `“${input}” is not in the map` });
});
