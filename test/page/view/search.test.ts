import { expect, test } from "vitest";
import { toMatcher, toSearchText } from "../../../src/page/view/search.ts";
import { makeMetric } from "../../support/user-metrics.ts";

const text = toSearchText(
  makeMetric({
    userId: "u_20418",
    userName: "Greta Sørensen-Núñez",
    company: "Civic Grid",
    lastAction: "Opened Outages",
  }),
);

test.each([
  ["", true],
  ["   ", true],
  ["greta", true],
  ["NUNEZ", true],
  ["civic outages", true],
  ["20418", true],
  ["lindqvist@example", true],
  ["not known", true],
  ["greta halden", false],
  ["(", false],
])("a search for %j finds the user: %s", (query, isFound) => {
  expect(toMatcher(query)(text, "not known")).toBe(isFound);
});
