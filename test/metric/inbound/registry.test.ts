import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { inboundShapes } from "../../../src/metric/inbound/index.ts";
import { makeMetric } from "../../support/user-metrics.ts";

const helpers = new Set(["index.ts", "input-errors.ts", "read.ts", "shape.ts"]);

test("the registry lists every shape of the folder", async () => {
  const files = await readdir(resolve(import.meta.dirname, "../../../src/metric/inbound"));
  const names = files.filter((file) => !helpers.has(file)).map((file) => file.slice(0, -".ts".length));
  expect(inboundShapes.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
});

test.each([
  ["canonical", { ...makeMetric() }],
  ["scraper", { user_id: "u1", name: "Ada" }],
])("a record of the shape %s is recognised by that shape alone", (name, record) => {
  expect(inboundShapes.filter((shape) => shape.recognises(record)).map((shape) => shape.name)).toEqual([name]);
});
