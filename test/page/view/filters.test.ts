import { expect, test } from "vitest";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { countFacet, noFilters, toRowMatcher } from "../../../src/page/view/filters.ts";
import { toRow } from "../../../src/page/view/row.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:00:00Z");

function makeRow(metric: Partial<UserMetric>) {
  return toRow({ metric: makeMetric(metric), meta: makeMeta() }, { now, asOf: now }, () => 60_000);
}

const rows = [
  makeRow({ userName: "Ada", company: "Halden Freight", activeFeature: "Revenue" }),
  makeRow({ userName: "Bo", company: "Civic Grid", activeFeature: "Revenue" }),
  makeRow({ userName: "Cleo", company: "", activeFeature: "Reports" }),
  makeRow({ userName: "Dan", company: "Civic Grid", activeFeature: "Reports" }),
];
const names = (query: string, filters = noFilters): string =>
  rows
    .filter(toRowMatcher(query, filters))
    .map(({ metric }) => metric.userName)
    .join(" ");

test("values of one facet widen, facets narrow each other, and the search narrows all", () => {
  expect(names("")).toBe("Ada Bo Cleo Dan");
  expect(names("", { ...noFilters, company: ["Civic Grid", ""] })).toBe("Bo Cleo Dan");
  expect(names("", { ...noFilters, company: ["Civic Grid"], feature: ["Reports"] })).toBe("Dan");
  expect(names("bo", { ...noFilters, company: ["Civic Grid"] })).toBe("Bo");
  expect(names("active")).toBe("Ada Bo Cleo Dan");
  expect(names("", { ...noFilters, status: ["idle"] })).toBe("");
});

test("a facet counts those whom the rest leaves, and keeps what is chosen in view", () => {
  const filters = { ...noFilters, company: ["Osprey Labs"], feature: ["Reports"] };

  expect(countFacet(rows, "company", { query: "", filters })).toEqual([
    { value: "", users: 1 },
    { value: "Civic Grid", users: 1 },
    { value: "Osprey Labs", users: 0 },
  ]);
  expect(countFacet(rows, "feature", { query: "", filters: noFilters })).toEqual([
    { value: "Reports", users: 2 },
    { value: "Revenue", users: 2 },
  ]);
});
