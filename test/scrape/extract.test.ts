import { describe, expect, test } from "vitest";
import { extract, type Extraction } from "../../src/scrape/extract.ts";
import type { Raw } from "../../src/scrape/in-page.ts";
import { site } from "../../src/site/schema.ts";
import { makeCapture } from "../support/capture.ts";

const now = new Date("2026-11-23T12:00:00.000Z");

interface Given {
  fields: Record<string, unknown>;
  /** Raw text in the order in which the schema lists the fields, without those read `from` another. */
  rows?: Raw[][];
  page?: Raw[];
}

function read({ fields, rows = [[]], page = [] }: Given): Extraction {
  return extract(makeCapture({ rows, page }), site.parse({ version: 1, rows: ".user", fields }), now);
}

/** What one row gives for a field beside its id. */
function readField(name: string, field: unknown, raw: Raw): unknown {
  const { observations } = read({ fields: { userId: ".id", [name]: field }, rows: [["u1", raw]] });
  const { known, missing } = observations[0]! as { known: Record<string, unknown>; missing: Record<string, string> };
  return missing[name] === undefined
    ? { value: known[name] }
    : { missing: missing[name], ...(name in known ? { value: known[name] } : {}) };
}

describe("a field", () => {
  test.each<[string, unknown, Raw, object]>([
    ["company", ".org", " Example  Co ", { value: "Example Co" }],
    ["company", ".org", "Ex\u00ada\u200bmple\u00a0Co\u200e", { value: "Example Co" }],
    ["userName", ".name", "\u202eecila\u202c", { value: "ecila" }],
    ["userName", ".name", "👩\u200d🔬 نمی\u200cخواهم", { value: "👩\u200d🔬 نمی\u200cخواهم" }],
    ["company", ".org", null, { missing: ".org matched nothing" }],
    ["company", ".org", "", { missing: ".org is empty" }],
    ["company", ".org", " \u200b ", { missing: ".org is empty" }],
    ["company", { attribute: "data-org" }, null, { missing: "attribute data-org matched nothing" }],
    ["company", { attribute: "data-org" }, false, { missing: "attribute data-org is not set" }],
    ["company", { attribute: "title", of: ".org" }, null, { missing: "attribute title of .org matched nothing" }],
    ["company", { attribute: "title", of: ".org" }, false, { missing: "attribute title of .org is not set" }],
    ["pageViews", ".views", "1,234", { value: 1234 }],
    ["pageViews", ".views", "0", { value: 0 }],
    ["pageViews", ".views", "many", { missing: "“many” is not a number" }],
    ["pageViews", ".views", "-5", { missing: "-5 does not fit: must be at least 0" }],
    ["scrollDepth", ".depth", "120", { missing: "120 does not fit: must be at most 100" }],
    ["pageViews", { count: ".view" }, "3", { value: 3 }],
    ["isActive", { exists: ".on" }, "false", { value: false }],
    ["isActive", ".status", "Yes", { value: true }],
    ["isActive", ".status", "Away", { missing: "“Away” is in neither list" }],
    ["lastActionTime", "time", "2026-11-23 11:58", { value: "2026-11-23T11:58:00.000Z" }],
    ["lastActionTime", "time", "just now", { missing: "“just now” is not an ISO 8601 time" }],
    ["email", ".email", "ada@example.com", { value: "ada@example.com" }],
    ["email", ".email", "n/a", { missing: '"n/a" does not fit: must be an e-mail address, or empty' }],
    ["featuresUsed", { text: ".f", transforms: [{ split: "|" }] }, "a | b | a", { value: ["a", "b"] }],
    ["featuresUsed", { text: ".f", transforms: ["json"] }, '["a","b","a"]', { value: ["a", "b"] }],
    ["featuresUsed", ".f", "a", { missing: '"a" does not fit: must be a list, not "a"' }],
    ["featureTime", { text: ".t", transforms: ["json"] }, '{"a":1}', { value: { a: 1 } }],
    [
      "sessionDuration",
      { text: ".s", transforms: [{ regex: "since (.+)" }, "date", "elapsed"] },
      "since 2026-11-23T11:35Z",
      { value: 25 },
    ],
    [
      "sessionDuration",
      { text: ".s", transforms: [{ regex: "since (.+)" }, "date", "elapsed"] },
      "today",
      { missing: "“today” does not match /since (.+)/" },
    ],
    ["company", { text: ".org", transforms: [{ default: "Unknown" }] }, "Example Co", { value: "Example Co" }],
    [
      "company",
      { text: ".org", transforms: [{ default: "Unknown" }] },
      null,
      { missing: ".org matched nothing; the default stands in", value: "Unknown" },
    ],
    [
      "pageViews",
      { text: ".v", transforms: ["number", { default: 0 }] },
      "-",
      { missing: "“-” is not a number; the default stands in", value: 0 },
    ],
  ])("%s read by %j from %j", (name, field, raw, expected) => {
    expect(readField(name, field, raw)).toEqual(expected);
  });

  test("of a storage is taken as it stands there", () => {
    const fields = { userId: ".id", company: { localStorage: "org" }, lastAction: { sessionStorage: "last" } };
    const { observations } = read({ fields, rows: [["u1"]], page: ["  Example  Co", null] });
    expect(observations).toEqual([
      {
        known: { userId: "u1", company: "  Example  Co" },
        missing: { lastAction: "sessionStorage last matched nothing" },
      },
    ]);
  });

  test("of the page is the same for every row", () => {
    const { observations } = read({
      fields: { userId: ".id", company: { page: "title" } },
      rows: [["u1"], ["u2"]],
      page: ["Example Co"],
    });
    expect(observations.map(({ known }) => known.company)).toEqual(["Example Co", "Example Co"]);
  });

  test("read from another takes its text and its own transforms", () => {
    const fields = {
      userId: { from: "userName", transforms: [{ regex: "\\((.+)\\)" }] },
      userName: { text: ".name", transforms: [{ regex: "^\\w+" }] },
    };
    expect(read({ fields, rows: [["Ada (a17)"]] }).observations).toEqual([
      { known: { userId: "a17", userName: "Ada" }, missing: {} },
    ]);
  });

  test("read from another that is not there says what that one lacks", () => {
    const fields = { userId: ".id", userName: { from: "email" }, email: ".email" };
    expect(read({ fields, rows: [["u1", null]] }).observations[0]?.missing).toEqual({
      userName: ".email matched nothing",
      email: ".email matched nothing",
    });
  });
});

describe("a row", () => {
  test("without an id is counted with the reason of the first, and is no user", () => {
    const { observations, withoutId } = read({ fields: { userId: ".id" }, rows: [["u1"], [null], [""]] });
    expect(observations).toEqual([{ known: { userId: "u1" }, missing: {} }]);
    expect(withoutId).toEqual({ count: 2, reason: ".id matched nothing" });
  });

  test("with a default for an id is still without an id", () => {
    const { observations, withoutId } = read({
      fields: { userId: { text: ".id", transforms: [{ default: "nobody" }] } },
      rows: [[null]],
    });
    expect(observations).toEqual([]);
    expect(withoutId).toEqual({ count: 1, reason: ".id matched nothing; the default stands in" });
  });

  test("whose id is a number has that number's text for one", () => {
    expect(
      read({ fields: { userId: { text: ".id", transforms: ["number"] } }, rows: [["1,234"]] }).observations,
    ).toEqual([{ known: { userId: "1234" }, missing: {} }]);
  });

  test("whose id stood there before is named, and the first counts", () => {
    const { observations, repeated } = read({
      fields: { userId: ".id", userName: ".name" },
      rows: [
        ["u1", "Ada"],
        ["u2", "Bo"],
        ["u1", "Cy"],
      ],
    });
    expect(observations.map(({ known }) => known.userName)).toEqual(["Ada", "Bo"]);
    expect(repeated).toEqual(["u1"]);
  });
});

test("it is known in how many rows each field's source was found", () => {
  const fields = {
    userId: { from: "userName" },
    userName: ".name",
    email: { attribute: "href", of: "a" },
    company: { page: "title" },
  };
  const { found } = read({
    fields,
    rows: [
      ["Ada", null],
      ["Bo", false],
      ["Cy", "x"],
    ],
    page: ["Users"],
  });
  expect(found).toEqual({ userName: 3, email: 2, company: 3 });
});

test("a screen of one user gives one observation", () => {
  const plain = site.parse({ version: 1, fields: { userId: ".id", company: ".org" } });
  expect(extract(makeCapture({ rows: [["u1", "Example Co"]] }), plain, now).observations).toEqual([
    { known: { userId: "u1", company: "Example Co" }, missing: {} },
  ]);
});
