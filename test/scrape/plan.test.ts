import { expect, test } from "vitest";
import { toCapturePlan, toPlan } from "../../src/scrape/plan.ts";
import { site } from "../../src/site/schema.ts";

const users = site.parse({
  version: 1,
  rows: ".user",
  empty: ".none",
  ready: { rows: 2, selector: ".done", timeout: "3s" },
  fields: {
    userId: { from: "userName" },
    userName: ".name",
    email: { attribute: "href", of: "a" },
    pageViews: { sessionStorage: "views" },
    clickCount: { count: ".click" },
    isActive: { exists: ".on" },
    company: { page: "title" },
  },
});

test("rows and page are asked for what the site reads, each once", () => {
  expect(toCapturePlan(users)).toEqual({
    rows: ".user",
    empty: ".none",
    ready: { rows: 2, selector: ".done", timeoutMs: 3_000 },
    rowReads: [
      { type: "text", selector: ".name" },
      { type: "attribute", name: "href", selector: "a" },
      { type: "count", selector: ".click" },
      { type: "exists", selector: ".on" },
    ],
    pageReads: [
      { type: "page", fact: "title" },
      { type: "sessionStorage", key: "views" },
    ],
  });
});

test("each field that reads the page knows where its answer will stand", () => {
  expect(toPlan(users).slots).toEqual({
    userName: { list: "row", index: 0 },
    email: { list: "row", index: 1 },
    clickCount: { list: "row", index: 2 },
    isActive: { list: "row", index: 3 },
    company: { list: "page", index: 0 },
    pageViews: { list: "page", index: 1 },
  });
});

test("a plan crosses into the page as JSON without losing what it does not say", () => {
  const { rows: _rows, empty: _empty, ...bare } = users;
  expect(JSON.parse(JSON.stringify(toCapturePlan(bare)))).not.toHaveProperty("rows");
});
