import { describe, expect, test } from "vitest";
import { noDocuments, type Documents } from "../../src/scrape/documents.ts";
import { extract, type ExtractOptions, type Extraction } from "../../src/scrape/extract.ts";
import type { Raw } from "../../src/scrape/in-page.ts";
import { site, type Site } from "../../src/site/schema.ts";
import { makeCapture } from "../support/capture.ts";

const now = new Date("2026-11-23T12:00:00.000Z");

interface Given {
  fields: Record<string, unknown>;
  /** Raw text in the order in which the schema lists the fields, without those read `from` another. */
  rows?: Raw[][];
  page?: Raw[];
}

function toSite(fields: Record<string, unknown>, more: object = {}): Site {
  return site.parse({ version: 1, rows: ".user", fields, ...more });
}

/** Rows of one page. */
function read({ fields, rows = [[]], page = [] }: Given, options: Partial<ExtractOptions> = {}): Extraction {
  return extract([{ capture: makeCapture({ rows, page }), documents: noDocuments }], toSite(fields), {
    now,
    ...options,
  });
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
    ["pageViews", ".views", "-5", { missing: "“-5” does not fit: must be at least 0" }],
    ["scrollDepth", ".depth", "120", { missing: "“120” does not fit: must be at most 100" }],
    ["pageViews", { count: ".view" }, "3", { value: 3 }],
    ["isActive", { exists: ".on" }, "false", { value: false }],
    ["isActive", ".status", "Yes", { value: true }],
    ["isActive", ".status", "Away", { missing: "“Away” is in neither list" }],
    ["lastActionTime", "time", "2026-11-23 11:58", { value: "2026-11-23T11:58:00.000Z" }],
    ["lastActionTime", "time", "no time", { missing: expect.stringContaining("“no time” is not ") }],
    ["sessionDuration", ".s", "1h 5m", { value: 65 }],
    ["scrollDepth", ".depth", "55", { value: 55 }],
    ["isActive", { matches: ".on" }, "true", { value: true }],
    [
      "company",
      { column: "Org" },
      { fault: "stands over 2 columns" },
      { missing: "column “Org” stands over 2 columns" },
    ],
    ["email", ".email", "ada@example.com", { value: "ada@example.com" }],
    ["email", ".email", "n/a", { missing: "“n/a” does not fit: must be an e-mail address, or empty" }],
    ["featuresUsed", { text: ".f", transforms: [{ split: "|" }] }, "a | b | a", { value: ["a", "b"] }],
    ["featuresUsed", { text: ".f", transforms: ["json"] }, '["a","b","a"]', { value: ["a", "b"] }],
    ["featuresUsed", ".f", "a, b, a", { value: ["a", "b"] }],
    [
      "featuresUsed",
      { text: ".f", transforms: ["json"] },
      '{"a":1}',
      { missing: '“{"a":1}” does not fit: must be a list, not a map' },
    ],
    ["featureTime", ".t", '{"a":1}', { value: { a: 1 } }],
    ["featureTime", ".t", '{"a":-1}', { missing: '“{"a":-1}” does not fit: must be at least 0' }],
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
        missing: { lastAction: "sessionStorage last is not set" },
      },
    ]);
  });

  test.each<[Raw, object]>([
    ['{"org":{"name":"Example Co"}}', { value: "Example Co" }],
    ['{"org":null}', { missing: "org.name of localStorage app is not there: no name" }],
    ["Example Co", { missing: "localStorage app is not JSON" }],
    [null, { missing: "localStorage app is not set" }],
  ])("of a storage may be a place in its JSON: %j", (raw, expected) => {
    const fields = { userId: ".id", company: { localStorage: "app", path: "org.name" } };
    const { observations } = read({ fields, rows: [["u1"]], page: [raw] });
    const { known, missing } = observations[0]!;
    expect(missing.company === undefined ? { value: known.company } : { missing: missing.company }).toEqual(expected);
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
    expect(withoutId).toEqual({ count: 1, reason: ".id matched nothing" });
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

/** What is said of a field in the rows given, one raw text each. */
function coverageOf(field: unknown, ...raws: Raw[]): unknown {
  const rows = raws.map((raw, at) => [`u${at}`, raw]);
  return read({ fields: { userId: ".id", company: field }, rows }).coverage.company;
}

describe("coverage", () => {
  test("counts where a source was found, where it gave a value, and why it did not", () => {
    expect(coverageOf({ attribute: "data-org" }, "Example Co", null, false, false, "")).toEqual({
      seen: 1,
      found: 4,
      winners: [1],
      reasons: {
        "attribute data-org is not set": 2,
        "attribute data-org matched nothing": 1,
        "attribute data-org is empty": 1,
      },
    });
  });

  test("does not count defaults", () => {
    expect(coverageOf({ text: ".org", transforms: [{ default: "Unknown" }] }, null, "Example Co")).toEqual({
      seen: 1,
      found: 1,
      winners: [1],
      reasons: { ".org matched nothing; the default stands in": 1 },
    });
  });

  test("follows a field to the one that it is read from", () => {
    const { coverage } = read({
      fields: { userId: { from: "userName" }, userName: ".name", company: { page: "title" } },
      rows: [["Ada"], [null]],
      page: ["Users"],
    });
    expect(Object.values(coverage).map(({ found }) => found)).toEqual([1, 1, 2]);
  });
});

describe("of several ways to read a field", () => {
  const fields = { userId: ".id", pageViews: [".new", ".old"] };

  test("the first that gives a value wins, and it is known how often each did", () => {
    const { observations, coverage } = read({
      fields,
      rows: [
        ["u0", "1", "2"],
        ["u1", null, "4"],
        ["u2", "many", "6"],
      ],
    });
    expect(observations.map(({ known }) => known.pageViews)).toEqual([1, 4, 6]);
    expect(coverage.pageViews?.winners).toEqual([1, 2]);
  });

  test("the first gives the reason where none does, unless only another met what cannot be read", () => {
    const { observations } = read({
      fields,
      rows: [
        ["u0", null, null],
        ["u1", "many", "few"],
        ["u2", null, "few"],
      ],
    });
    expect(observations.map(({ missing }) => missing.pageViews)).toEqual([
      ".new matched nothing",
      "“many” is not a number",
      "“few” is not a number",
    ]);
  });

  test("each attempt is told of, also those after the winner", () => {
    const told: unknown[] = [];
    read(
      { fields, rows: [["u0", "1", "2"]] },
      { onAttempt: ({ row, field }, { source, outcome }) => told.push([row, field, source, outcome]) },
    );
    expect(told).toEqual([
      [0, "userId", ".id", { value: "u0" }],
      [0, "pageViews", ".new", { value: 1 }],
      [0, "pageViews", ".old", { value: 2 }],
    ]);
  });
});

describe("a joined field", () => {
  const userName = {
    join: "{first} {last?}",
    parts: { first: ".first", last: { text: ".last", transforms: [{ regex: "^\\D+$" }] } },
  };
  const nameOf = (first: Raw, last: Raw): unknown => {
    const [observation] = read({ fields: { userId: ".id", userName }, rows: [["u1", first, last]] }).observations;
    return observation!.known.userName ?? observation!.missing.userName;
  };

  test("puts its parts together", () => expect(nameOf("Ada", "Example")).toBe("Ada Example"));
  test("does without an optional part", () => expect(nameOf("Ada", null)).toBe("Ada"));
  test("does without an optional part that cannot be read", () => expect(nameOf("Ada", "42")).toBe("Ada"));
  test("is missing without another", () =>
    expect(nameOf(null, "Example")).toBe("{first} is missing: .first matched nothing"));

  test("is missing where all of its parts are, whatever stands between them", () => {
    const fields = { userId: ".id", company: { join: "Org {a?}", parts: { a: ".a" } } };
    expect(read({ fields, rows: [["u1", null]] }).observations[0]).toEqual({
      known: { userId: "u1" },
      missing: { company: "every part of “Org {a?}” is missing" },
    });
  });

  test("takes its own transforms after those of its parts", () => {
    const lastActionTime = {
      join: "{day}T{time}Z",
      parts: { day: { before: "h2" }, time: ".time" },
      transforms: ["date"],
    };
    const { observations } = read({ fields: { userId: ".id", lastActionTime }, rows: [["u1", "2026-11-23", "11:58"]] });
    expect(observations[0]?.known.lastActionTime).toBe("2026-11-23T11:58:00.000Z");
  });
});

test("a column that no header has is told with those that are there, as far as they can be shown", () => {
  const headers = ["Name", "x".repeat(50), ...Array.from({ length: 11 }, (_, index) => `Column ${index}`)];
  const capture = makeCapture({ rows: [["u1", null]], columns: { absent: ["Org"], headers } });
  const withOrg = toSite({ userId: ".id", company: { column: "Org" } });
  const { observations } = extract([{ capture, documents: noDocuments }], withOrg, { now });
  expect(observations[0]!.missing.company).toBe(
    `column “Org” matched nothing; the headers are Name, ${"x".repeat(40)}…, Column 0, Column 1, Column 2, Column 3, Column 4, Column 5, Column 6, Column 7, Column 8, Column 9, …`,
  );
});

describe("errors of a field", () => {
  const readOrg = (company: object, ...raws: Raw[]): Extraction =>
    read({ fields: { userId: ".id", company }, rows: raws.map((raw, at) => [`u${at}`, raw]) });
  const fault = { fault: "matched 2, not 1" };

  test("are named and nothing more where it need not be there", () => {
    const { observations, incomplete, failure } = readOrg({ text: ".org", cardinality: 1 }, fault, "Example Co");
    expect(observations[0]).toEqual({ known: { userId: "u0" }, missing: { company: ".org matched 2, not 1" } });
    expect([observations.length, incomplete.count, failure]).toEqual([2, 0, undefined]);
  });

  test("leave the row out where it must be there", () => {
    const { observations, rows, incomplete } = readOrg({ text: ".org", required: true }, null, "Example Co", "");
    expect(observations.map(({ known }) => known.userId)).toEqual(["u1"]);
    expect(rows).toBe(3);
    expect(incomplete).toEqual({ count: 2, reason: "company: .org matched nothing" });
  });

  test("fail the run where they are to, and nothing of it is delivered", () => {
    const { observations, rows, failure } = readOrg({ text: ".org", onError: "run" }, "Example Co", fault, null);
    expect(failure).toBe("company: .org matched 2, not 1");
    expect([observations, rows]).toEqual([[], 3]);
  });

  test("are not that something which may be missing is missing", () => {
    expect(readOrg({ text: ".org", onError: "run" }, null)).toMatchObject({
      failure: undefined,
      incomplete: { count: 0 },
    });
  });

  test("are also text that cannot be read, and a column that cannot be told", () => {
    const fields = {
      userId: ".id",
      pageViews: { text: ".v", onError: "row" },
      company: { column: "Org", onError: "row" },
    };
    const { incomplete } = read({
      fields,
      rows: [
        ["u1", { fault: "stands over 2 columns" }, "1"],
        ["u2", "Example Co", "many"],
      ],
    });
    expect(incomplete).toEqual({ count: 2, reason: "company: column “Org” stands over 2 columns" });
  });
});

describe("rows that are items of JSON", () => {
  const items = (
    body: unknown,
    more: object = {},
  ): { documents: Documents; capture: ReturnType<typeof makeCapture> } => ({
    capture: makeCapture({ rows: [[]], ...more }),
    documents: {
      ...noDocuments,
      responses: [{ url: "https://app.example.com/api/users?p=1", status: 200, body: JSON.stringify(body) }],
    },
  });
  const data = { response: "/api/users**", items: "users" };
  const fields = { userId: { json: "id" }, userName: { json: "name.full" }, pageViews: { json: "views" } };
  const listed = site.parse({ version: 1, data, fields });

  test("give what stands at each path, numbers as numbers, and name the key that is not there", () => {
    const reading = items({
      users: [
        { id: 17, name: { full: "Ada Example" }, views: 3 },
        { id: "b", name: null, views: "1,200" },
      ],
    });
    expect(extract([reading], listed, { now }).observations).toEqual([
      { known: { userId: "17", userName: "Ada Example", pageViews: 3 }, missing: {} },
      {
        known: { userId: "b", pageViews: 1200 },
        missing: { userName: "name.full of the row's item is not there: no full" },
      },
    ]);
  });

  test("may be null, which is no user", () => {
    const { observations, withoutId } = extract([items({ users: [null] })], listed, { now });
    expect(observations).toEqual([]);
    expect(withoutId).toEqual({ count: 1, reason: "id of the row's item is not there: no id" });
  });

  test("do not take what a prototype holds for a key", () => {
    const odd = site.parse({
      version: 1,
      data,
      fields: { userId: { json: "id" }, company: { json: "toString.length" } },
    });
    expect(extract([items({ users: [{ id: "a" }] })], odd, { now }).observations[0]?.known).toEqual({ userId: "a" });
  });

  test("are none where the response did not come", () => {
    expect(extract([{ capture: makeCapture(), documents: noDocuments }], listed, { now }).rows).toBe(0);
  });

  test("come from all pages of the response, each the newest of its address", () => {
    const body = (...ids: string[]): string => JSON.stringify({ users: ids.map((id) => ({ id })) });
    const responses = [
      { url: "https://app.example.com/api/users?p=1", status: 200, body: body("old") },
      { url: "https://app.example.com/api/users?p=2", status: 200, body: body("c") },
      { url: "https://app.example.com/api/users?p=1", status: 200, body: body("a", "b") },
      { url: "https://app.example.com/api/orders", status: 200, body: body("x") },
    ];
    const reading = { capture: makeCapture(), documents: { ...noDocuments, responses } };
    expect(extract([reading], listed, { now }).observations.map(({ known }) => known.userId)).toEqual(["c", "a", "b"]);
  });

  test("come from the newest message of a socket, or what comes next where there is none", () => {
    const either = site.parse({
      version: 1,
      data: [{ frame: "/live" }, { global: "app.users" }],
      fields: { userId: { json: "id" } },
    });
    const globals = { "app.users": '[{"id":"g"}]' };
    const frames = ['[{"id":"1"}]', '{"ping":1}', '[{"id":"2"}]'].map((body) => ({
      url: "wss://app.example.com/live",
      body,
    }));
    const idsOf = (documents: Documents): unknown[] =>
      extract([{ capture: makeCapture(), documents }], either, { now }).observations.map(({ known }) => known.userId);
    expect(idsOf({ ...noDocuments, frames, globals })).toEqual(["2"]);
    expect(idsOf({ ...noDocuments, globals })).toEqual(["g"]);
  });

  test("stand in a script that assigns them", () => {
    const embedded = site.parse({
      version: 1,
      data: { embedded: "#s", items: "users" },
      fields: { userId: { json: "id" } },
    });
    const page = ['window.state = {"users":[{"id":"a}\\"]"}]}; start();'];
    const { observations } = extract([{ capture: makeCapture({ page }), documents: noDocuments }], embedded, { now });
    expect(observations.map(({ known }) => known.userId)).toEqual(['a}"]']);
  });
});

describe("rows joined with items of JSON", () => {
  const joined = toSite(
    { userId: { attribute: "data-id", transforms: [{ regex: "\\d+" }] }, userName: ".name", company: { json: "org" } },
    { data: { global: "users", by: "id" } },
  );
  const readJoined = (users?: unknown): unknown[] =>
    extract(
      [
        {
          capture: makeCapture({
            rows: [
              ["u-1", "Ada"],
              ["u-2", "Bo"],
              [null, "Cy"],
            ],
          }),
          documents: { ...noDocuments, globals: users === undefined ? {} : { users: JSON.stringify(users) } },
        },
      ],
      joined,
      { now },
    ).observations.map(({ known, missing }) => known.company ?? missing.company);

  test("find theirs by the id, in whatever order", () => {
    expect(readJoined([{ id: 2, org: "Two" }, null, { org: "None" }, { id: "1", org: "One" }])).toEqual(["One", "Two"]);
  });

  test("are no items that name nobody", () => {
    const named = toSite({ userId: ".id", company: { json: "org" } }, { data: { global: "users", by: "id" } });
    const documents = { ...noDocuments, globals: { users: '[{"org":"None"},{"id":null,"org":"Null"}]' } };
    const reading = { capture: makeCapture({ rows: [["undefined"], ["null"]] }), documents };
    expect(extract([reading], named, { now }).observations.map(({ known }) => known.company)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("say that there is none for them", () => {
    expect(readJoined([{ id: 1, org: "One" }])).toEqual(["One", "no item of data belongs to this row"]);
  });

  test("say that no data came at all", () => {
    expect(readJoined()).toEqual(["none of the site's data came", "none of the site's data came"]);
  });
});

describe("JSON beside the rows", () => {
  const companyOf = (company: object, given: Partial<Documents> = {}, page: Raw[] = []): unknown => {
    const reading = { capture: makeCapture({ rows: [["u1"]], page }), documents: { ...noDocuments, ...given } };
    const [{ known, missing }] = extract([reading], toSite({ userId: ".id", company }), { now }).observations as [
      Extraction["observations"][number],
    ];
    return known.company ?? missing.company;
  };
  const responses = ['{"org":"Old Co"}', '{"org":"New Co"}', '{"other":1}'].map((body, at) => ({
    url: `https://app.example.com/api/${at}`,
    status: 200,
    body,
  }));

  test.each<[string, object, Partial<Documents>, Raw[], string]>([
    ["the newest response that has the place", { response: "/api/*", path: "org" }, { responses }, [], "New Co"],
    ["no response", { response: "/api/*", path: "org" }, {}, [], "the response /api/* did not come"],
    [
      "a response that is no JSON",
      { response: "/api/*" },
      { responses: [{ ...responses[0]!, body: "<p>" }] },
      [],
      "the response /api/* is not JSON",
    ],
    [
      "no such place",
      { response: "/api/0", path: "plan" },
      { responses },
      [],
      "plan of the response /api/0 is not there: no plan",
    ],
    ["a null", { global: "org" }, { globals: { org: "null" } }, [], "the global org is null"],
    [
      "a global",
      { global: "app.state", path: "org" },
      { globals: { "app.state": '{"org":"Example Co"}' } },
      [],
      "Example Co",
    ],
    [
      "a global that is a name of a prototype",
      { global: "constructor" },
      {},
      [],
      "the global constructor did not come",
    ],
    ["JSON in the page", { embedded: "#s", path: "a[1]" }, {}, ['{"a":[1,"two"]}'], "two"],
    ["no JSON in the page", { embedded: "#s", path: "a" }, {}, [null], "the JSON in #s matched nothing"],
  ])("gives %s", (_name, company, given, page, expected) => {
    expect(companyOf(company, given, page)).toBe(expected);
  });
});

describe("over several pages", () => {
  const fields = { userId: ".id", userName: ".name", company: ".org" };
  const readPages = (pages: Raw[][][], given: Record<string, unknown> = fields): Extraction =>
    extract(
      pages.map((rows) => ({ capture: makeCapture({ rows }), documents: noDocuments })),
      toSite(given),
      { now },
    );

  test("a user on two of them counts once, with the fuller reading, at the first place", () => {
    const { observations, rows, repeated, coverage } = readPages([
      [
        ["u1", null, null],
        ["u2", "Bo", "Example Co"],
      ],
      [
        ["u3", "Cy", "Example Co"],
        ["u1", "Ada", "Example Co"],
        ["u2", null, null],
      ],
    ]);
    expect(observations.map(({ known }) => [known.userId, known.userName])).toEqual([
      ["u1", "Ada"],
      ["u2", "Bo"],
      ["u3", "Cy"],
    ]);
    expect([rows, repeated, coverage.userName]).toEqual([3, [], { seen: 3, found: 3, winners: [3], reasons: {} }]);
  });

  test("a user twice on one of them is named, also where another page showed it", () => {
    expect(
      readPages([
        [["u1", "Ada", null]],
        [
          ["u1", "Ada", null],
          ["u1", "Bo", null],
        ],
      ]),
    ).toMatchObject({ rows: 2, repeated: ["u1"] });
  });

  test("a row that lacked what it must have is made up for by a later one", () => {
    const strict = { ...fields, company: { text: ".org", required: true } };
    const { observations, rows, incomplete } = readPages([[["u1", "Ada", null]], [["u1", null, "Example Co"]]], strict);
    expect(observations).toEqual([
      { known: { userId: "u1", company: "Example Co" }, missing: { userName: ".name matched nothing" } },
    ]);
    expect([rows, incomplete.count]).toEqual([1, 0]);
  });
});

test("a prefix stands before every id", () => {
  expect(
    read({ fields: { userId: ".id" }, rows: [["17"]] }, { userIdPrefix: "crm:" }).observations[0]?.known.userId,
  ).toBe("crm:17");
});

describe("what is personal", () => {
  const secret = "Ada ” “Geheim";
  const hidden = (
    fields: Record<string, unknown>,
    rows: Raw[][],
    options: Partial<ExtractOptions> = {},
  ): Extraction => {
    const extraction = read({ fields, rows }, { salt: "s1", ...options });
    for (const word of ["Ada", "Geheim", "ada@example.com"]) expect(JSON.stringify(extraction)).not.toContain(word);
    return extraction;
  };

  test("is kept where nothing else is said", () => {
    const { observations } = read({
      fields: { userId: ".id", userName: { text: ".n", privacy: "keep" } },
      rows: [["u1", "Ada"]],
    });
    expect(observations[0]?.known.userName).toBe("Ada");
  });

  test("is masked to its first letter and its shape", () => {
    const fields = {
      userId: ".id",
      userName: { text: ".n", privacy: "mask" },
      email: { text: ".e", privacy: "mask" },
      company: { text: ".o", privacy: "mask" },
    };
    const { observations } = hidden(fields, [["u1", "Ada Ex-12", "ada@example.com", "X"]]);
    expect(observations[0]?.known).toEqual({
      userId: "u1",
      userName: "Axx xx-00",
      email: "axx@xxxxxxx.xxx",
      company: "x",
    });
  });

  test("is hashed to the same for the same person and salt, and stays an e-mail address where it is one", () => {
    const fields = { userId: { text: ".id", privacy: "hash" }, email: { text: ".e", privacy: "hash" } };
    const rows = [["ada@example.com", "ada@example.com"]];
    const known = (salt: string): unknown =>
      hidden(fields, rows, { salt, userIdPrefix: "crm:" }).observations[0]?.known;
    expect(known("s1")).toEqual({
      userId: expect.stringMatching(/^crm:[0-9a-f]{24}$/),
      email: expect.stringMatching(/^[0-9a-f]{24}@hashed\.invalid$/),
    });
    expect(known("s1")).toEqual(known("s1"));
    expect(known("s1")).not.toEqual(known("s2"));
  });

  test("is dropped, and still counts as seen", () => {
    const { observations, coverage } = hidden(
      { userId: ".id", userName: { text: ".n", privacy: "drop", required: true } },
      [["u1", "Ada"]],
    );
    expect(observations[0]).toEqual({
      known: { userId: "u1" },
      missing: { userName: "left out by its privacy policy" },
    });
    expect(coverage.userName?.seen).toBe(1);
  });

  test("takes its policy along where it is read from, the strictest of several", () => {
    const fields = {
      userId: { from: "email" },
      userName: { join: "{a} {b}", parts: { a: { from: "company" }, b: { from: "email" } } },
      email: { text: ".e", privacy: "hash" },
      company: { text: ".o", privacy: "mask" },
      lastAction: { from: "company" },
      lastActionTime: { from: "company", transforms: [{ regex: "\\S+$" }, "date"] },
    };
    const { observations } = hidden(fields, [["ada@example.com", "Ada 2026-11-23T11:58Z"]]);
    expect(observations[0]).toEqual({
      known: {
        userId: expect.stringMatching(/^[0-9a-f]{24}$/),
        userName: expect.stringMatching(/^[0-9a-f]{24}$/),
        email: expect.stringMatching(/@hashed\.invalid$/),
        company: "Axx 0000-00-00x00:00x",
        lastAction: "Axx 0000-00-00x00:00x",
      },
      missing: { lastActionTime: "left out by its privacy policy" },
    });
  });

  test.each<[string, Record<string, unknown>, Raw[]]>([
    [
      "a transform cannot read",
      { company: { text: ".o", transforms: [{ regex: "^\\d+$" }], privacy: "mask" } },
      [secret],
    ],
    ["does not fit the field", { email: { text: ".e", privacy: "hash" } }, [secret]],
    ["a type's own transform cannot read", { pageViews: { text: ".v", privacy: "drop", onError: "run" } }, [secret]],
    [
      "is joined of parts that cannot be read",
      {
        company: {
          join: "{a}",
          parts: { a: { text: ".a", transforms: [{ regex: "^\\d+$" }] } },
          privacy: "mask",
          required: true,
        },
      },
      [secret],
    ],
    [
      "another field's policy hides",
      { company: { text: ".o", privacy: "mask" }, lastAction: { from: "company", transforms: [{ enum: { a: "b" } }] } },
      [secret],
    ],
  ])("is not told of where it %s", (_name, fields, cells) => {
    hidden({ userId: ".id", ...fields }, [["u1", ...cells]]);
  });

  test("is not told of where an id that must be hashed cannot be read or stands there twice", () => {
    const userId = { text: ".id", transforms: [{ regex: "^Ada$" }], privacy: "hash" };
    const { withoutId, repeated } = hidden({ userId }, [["Geheim"], ["Ada"], ["Ada"]]);
    expect(withoutId).toEqual({ count: 1, reason: "regex cannot read it, and its privacy policy hides what it says" });
    expect(repeated).toEqual([expect.stringMatching(/^[0-9a-f]{24}$/)]);
  });
});

test("a screen of one user gives one observation", () => {
  const plain = site.parse({ version: 1, fields: { userId: ".id", company: ".org" } });
  const capture = makeCapture({ rows: [["u1", "Example Co"]] });
  expect(extract([{ capture, documents: noDocuments }], plain, { now }).observations).toEqual([
    { known: { userId: "u1", company: "Example Co" }, missing: {} },
  ]);
});
