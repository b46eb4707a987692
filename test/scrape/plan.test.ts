import { expect, test } from "vitest";
import { toCapturePlan, toReads } from "../../src/scrape/plan.ts";
import { site } from "../../src/site/schema.ts";

const css = (text: string): object => ({ type: "css", css: text, hasText: undefined, hops: [], visible: false });

const element = (read: object, selector?: string): object => ({
  type: "element",
  scope: { type: "row" },
  selector: selector && css(selector),
  read,
  cardinality: undefined,
});

const users = site.parse({
  version: 1,
  rows: [".user", "tr"],
  empty: ".none",
  ready: { rows: 2, stable: "1s", selector: ".done", gone: ".spin", skeleton: ".ghost", timeout: "3s" },
  claims: ".total",
  walls: { login: ".login" },
  data: [
    { response: "/api", by: "id" },
    { embedded: "#state", by: "id" },
  ],
  fields: {
    userId: { from: "userName" },
    userName: { join: "{first} {last}", parts: { first: ".first", last: ".last" } },
    email: [
      { attribute: "href", of: "a" },
      { text: "header", on: "page" },
    ],
    pageViews: { sessionStorage: "views" },
    clickCount: { count: ".click" },
    company: { page: "title" },
    lastAction: { json: "last" },
    activeFeature: { response: "/api", path: "feature" },
  },
});

test("rows and page are asked for what the site reads, each once", () => {
  expect(toCapturePlan(users)).toEqual({
    rows: [css(".user"), css("tr")],
    empty: css(".none"),
    ready: {
      rows: 2,
      stableMs: 1_000,
      selector: css(".done"),
      gone: css(".spin"),
      skeleton: css(".ghost"),
      timeoutMs: 3_000,
    },
    claim: css(".total"),
    walls: { login: [css(".login")], blocked: [], error: [] },
    rowReads: [
      element({ type: "text" }, ".first"),
      element({ type: "text" }, ".last"),
      element({ type: "attribute", name: "href" }, "a"),
      element({ type: "count" }, ".click"),
    ],
    pageReads: [
      { ...element({ type: "text" }, "header"), scope: { type: "page" } },
      { type: "page", fact: "title" },
      { type: "sessionStorage", key: "views" },
      { type: "embedded", selector: css("#state") },
    ],
    identity: [0, 1],
    unlike: undefined,
    inspect: false,
  });
});

test("each source that the page answers knows where its answer will stand, and so does each of the data", () => {
  const { slots, data } = toReads(users);
  expect([...slots.values()]).toEqual([
    { list: "row", index: 0 },
    { list: "row", index: 1 },
    { list: "row", index: 2 },
    { list: "page", index: 0 },
    { list: "page", index: 1 },
    { list: "page", index: 2 },
    { list: "row", index: 3 },
  ]);
  expect(data).toEqual([undefined, 3]);
});

test("a site whose rows are items alone waits for no elements", () => {
  const items = site.parse({ version: 1, data: { response: "/api" }, fields: { userId: { json: "id" } } });
  expect(toCapturePlan(items)).toMatchObject({ rows: undefined, ready: { rows: 0 } });
});

test("a plan crosses into the page as JSON without losing what it does not say", () => {
  const bare = site.parse({ version: 1, fields: { userId: ".id" } });
  const crossed = JSON.parse(JSON.stringify(toCapturePlan(bare))) as object;
  expect(crossed).not.toHaveProperty("rows");
  expect(crossed).toMatchObject({ ready: { rows: 1 }, rowReads: [{ selector: { css: ".id" } }] });
});
