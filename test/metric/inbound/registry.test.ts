import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { inboundShapes } from "../../../src/metric/inbound/index.ts";
import type { InboundShape } from "../../../src/metric/inbound/shape.ts";
import { makeMetric } from "../../support/user-metrics.ts";

const helpers = new Set([
  "features.ts",
  "index.ts",
  "input-errors.ts",
  "map.ts",
  "partial.ts",
  "read.ts",
  "shape.ts",
  "values.ts",
]);

test("the registry lists every shape of the folder", async () => {
  const files = await readdir(resolve(import.meta.dirname, "../../../src/metric/inbound"));
  const names = files.filter((file) => !helpers.has(file)).map((file) => file.slice(0, -".ts".length));
  expect(Object.keys(inboundShapes).toSorted()).toEqual(names.toSorted());
});

test.each([
  [["canonical"], { ...makeMetric() }],
  [["scraper"], { user_id: "u1", name: "Ada" }],
  [[], { distinct_id: "u1", properties: {} }],
])("only the shapes %j recognise their record, so that a hub takes no other unnamed", (names, record) => {
  const shapes = Object.entries<InboundShape>(inboundShapes);
  expect(shapes.filter(([, shape]) => shape.recognises?.(record)).map(([name]) => name)).toEqual(names);
});
