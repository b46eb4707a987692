import { describe, expect, test } from "vitest";
import { checkDocument } from "../../src/document/check.ts";
import { parseDocumentText } from "../../src/document/read-file.ts";
import { ConfigError } from "../../src/errors.ts";
import { site, type Site } from "../../src/site/schema.ts";
import { transforms } from "../../src/site/transforms/index.ts";
import type { Transform } from "../../src/site/transforms/transform.ts";

function read(text: string): Site {
  return checkDocument(parseDocumentText(text, "crm.yaml", "LM_SITE_INVALID"), site, "LM_SITE_INVALID");
}

/** Place and message of each error that a selector file has, without the lines shown below it. */
function errorsOf(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof ConfigError && error.code === "LM_SITE_INVALID")
      return error.message.split("\n").filter((line) => line.startsWith("crm.yaml:"));
    throw error;
  }
  return [];
}

const bareTransforms = Object.entries<Transform>(transforms)
  .filter(([, { bare }]) => bare !== undefined)
  .map(([name]) => name)
  .join(", ");

const css = (text: string, more: object = {}): object => ({
  type: "css",
  css: text,
  hasText: undefined,
  hops: [],
  visible: false,
  ...more,
});

/** The source of a field that is read from an element: the text of the row itself, where nothing else is said. */
const element = (given: object = {}): object => ({
  type: "element",
  scope: { type: "row" },
  selector: undefined,
  read: { type: "text" },
  cardinality: undefined,
  ...given,
});

/** A field with one way to be read, or the ways given. */
const field = (source: object, given: object = {}): object => ({
  candidates: [{ source, steps: [] }],
  required: false,
  onError: "missing",
  privacy: undefined,
  fallback: undefined,
  ...given,
});

/** What the bare name of a transform stands for. */
function parseOptions(name: keyof typeof transforms): unknown {
  const { options, bare } = transforms[name] as Transform;
  return options.parse(bare);
}

const sources =
  "text, attribute, property, html, count, exists, matches, localStorage, sessionStorage, cookie, metaTag, page, " +
  "embedded, global, response, json, from";

const withField = (field: string): string => `version: 1\nfields:\n  userId: .id\n  ${field}\n`;

test("a selector file with errors shows all of them, each with a caret under its spot", () => {
  const text = `version: 2
rowz: .user
ready: { row: 1, timeout: 10 }
fields:
  userNam: .name
  email: { atribute: href, of: a }
  pageViews: { text: .views, transforms: [numbr] }
  isActive: { text: .status, transforms: [{ boolean: { true: Online, fals: [x] } }] }
  lastAction: "a[b"
`;
  const thrown = (): Site => read(text);
  expect(thrown).toThrow(ConfigError);
  expect(thrown).toThrow(`crm.yaml has 11 errors:

crm.yaml:1:10  version: must be 1, not the number 2
  1 | version: 2
    |          ^

crm.yaml:2:1  unknown key "rowz"; did you mean "rows"?
  2 | rowz: .user
    | ^^^^

crm.yaml:3:10  ready: unknown key "row"; did you mean "rows"?
  3 | ready: { row: 1, timeout: 10 }
    |          ^^^

crm.yaml:3:27  ready.timeout: must be a duration such as "500ms", "30s", "5m" or "1h"
  3 | ready: { row: 1, timeout: 10 }
    |                           ^^

crm.yaml:4:1  fields: userId is required; where the screen has no id, write userId: { from: userName }
  4 | fields:
    | ^^^^^^

crm.yaml:5:3  fields: unknown key "userNam"; did you mean "userName"?
  5 |   userNam: .name
    |   ^^^^^^^

crm.yaml:6:12  fields.email: unknown key "atribute"; did you mean "attribute"?
  6 |   email: { atribute: href, of: a }
    |            ^^^^^^^^

crm.yaml:7:43  fields.pageViews.transforms.0: must be one of ${bareTransforms}; did you mean "number"?
  7 |   pageViews: { text: .views, transforms: [numbr] }
    |                                           ^^^^^

crm.yaml:8:62  fields.isActive.transforms.0.boolean.true: must be a list, not "Online"
  8 |   isActive: { text: .status, transforms: [{ boolean: { true: Online, fals: [x] } }] }
    |                                                              ^^^^^^

crm.yaml:8:70  fields.isActive.transforms.0.boolean: unknown key "fals"; did you mean "false"?
  8 |   isActive: { text: .status, transforms: [{ boolean: { true: Online, fals: [x] } }] }
    |                                                                      ^^^^

crm.yaml:9:15  fields.lastAction: is not a CSS selector: Attribute selector didn't terminate
  9 |   lastAction: "a[b"
    |               ^^^^^`);
});

describe("a field", () => {
  test.each<[string, string, object]>([
    ["a bare selector", "userName: .name", field(element({ selector: css(".name") }))],
    [
      "XPath",
      "userName: ./td[2]",
      field(element({ selector: { type: "xpath", xpath: "./td[2]", hops: [], visible: false } })),
    ],
    [
      "a selector with a text",
      "userName: { css: td, hasText: Ada, visible: true }",
      field(element({ selector: css("td", { hasText: "Ada", visible: true }) })),
    ],
    ["a text alone", "userName: { hasText: Ada }", field(element({ selector: css("*", { hasText: "Ada" }) }))],
    [
      "a role with its name",
      "userName: { role: link, name: Ada, within: nav }",
      field(element({ selector: { type: "role", role: "link", name: "Ada", hops: ["nav"], visible: false } })),
    ],
    [
      "a way through shadow roots and frames",
      'userName: ".card >>> iframe >>> .name"',
      field(element({ selector: css(".name", { hops: [".card", "iframe"] }) })),
    ],
    [
      "what is inside the row's own shadow root",
      'userName: ">>> .name"',
      field(element({ selector: css(".name", { hops: [""] }) })),
    ],
    [
      "a text inside of something else",
      "userName: { xpath: .//b, within: x-card }",
      field(element({ selector: { type: "xpath", xpath: ".//b", hops: ["x-card"], visible: false } })),
    ],
    ["a text", "company: { text: .org }", field(element({ selector: css(".org") }))],
    [
      "an attribute of the row",
      "email: { attribute: data-email }",
      field(element({ read: { type: "attribute", name: "data-email" } })),
    ],
    [
      "an attribute of an element",
      "email: { attribute: href, of: a }",
      field(element({ selector: css("a"), read: { type: "attribute", name: "href" } })),
    ],
    [
      "a property",
      "isActive: { property: checked, of: input }",
      field(element({ selector: css("input"), read: { type: "property", name: "checked" } })),
    ],
    ["HTML", "lastAction: { html: .log }", field(element({ selector: css(".log"), read: { type: "html" } }))],
    ["a count", "pageViews: { count: .view }", field(element({ selector: css(".view"), read: { type: "count" } }))],
    ["an existence", "isActive: { exists: .on }", field(element({ selector: css(".on"), read: { type: "exists" } }))],
    ["a match of the row", "isActive: { matches: .on }", field(element({ read: { type: "matches", css: ".on" } }))],
    ["the cell of a column", "company: { column: Org }", field(element({ scope: { type: "column", header: "Org" } }))],
    [
      "an element in the cell of a column",
      "email: { column: Contact, attribute: href, of: a }",
      field(
        element({
          scope: { type: "column", header: "Contact" },
          selector: css("a"),
          read: { type: "attribute", name: "href" },
        }),
      ),
    ],
    [
      "a row that follows",
      "lastAction: { sibling: tr.details, text: .last }",
      field(element({ scope: { type: "sibling", selector: css("tr.details") }, selector: css(".last") })),
    ],
    [
      "a heading before the row",
      "lastAction: { before: h2 }",
      field(element({ scope: { type: "before", selector: css("h2") } })),
    ],
    [
      "something of the page",
      "company: { text: header .org, on: page }",
      field(element({ scope: { type: "page" }, selector: css("header .org") })),
    ],
    [
      "a number of matches",
      "company: { text: .org, cardinality: 1 }",
      field(element({ selector: css(".org"), cardinality: { min: 1, max: 1 } })),
    ],
    [
      "a range of matches",
      'pageViews: { count: .view, cardinality: "0..2" }',
      field(element({ selector: css(".view"), read: { type: "count" }, cardinality: { min: 0, max: 2 } })),
    ],
    [
      "a least number of matches",
      'company: { text: .org, cardinality: "1.." }',
      field(element({ selector: css(".org"), cardinality: { min: 1, max: undefined } })),
    ],
    ["a key of the local storage", "company: { localStorage: org }", field({ type: "localStorage", key: "org" })],
    ["a key of the session storage", "company: { sessionStorage: org }", field({ type: "sessionStorage", key: "org" })],
    [
      "a place in stored JSON",
      "company: { localStorage: app, path: org.name }",
      field({ type: "localStorage", key: "app", path: "org.name" }),
    ],
    ["a cookie", "company: { cookie: org }", field({ type: "cookie", name: "org" })],
    ["a meta tag", "company: { metaTag: og:site_name }", field({ type: "meta", name: "og:site_name" })],
    ["a fact of the page", "lastAction: { page: title }", field({ type: "page", fact: "title" })],
    [
      "JSON in the page",
      'company: { embedded: "#state", path: "org.name" }',
      field({ type: "embedded", selector: css("#state"), path: "org.name" }),
    ],
    [
      "a global",
      "company: { global: app.state, path: org }",
      field({ type: "global", name: "app.state", path: "org" }),
    ],
    ["a response", 'company: { response: "/api/*" }', field({ type: "response", url: "/api/*", path: undefined })],
    ["another field", "userName: { from: userId }", field({ type: "from", field: "userId" })],
    [
      "a list of ways",
      "company: [.org, { attribute: data-org }]",
      field(element(), {
        candidates: [
          { source: element({ selector: css(".org") }), steps: [] },
          { source: element({ read: { type: "attribute", name: "data-org" } }), steps: [] },
        ],
      }),
    ],
    [
      "a list of ways with transforms for those without their own",
      "pageViews: { first: [.a, { text: .b, transforms: [json] }], transforms: [{ regex: x }, { default: 7 }] }",
      field(element(), {
        candidates: [
          {
            source: element({ selector: css(".a") }),
            steps: [{ name: "regex", options: { pattern: "x", group: undefined } }],
          },
          { source: element({ selector: css(".b") }), steps: [{ name: "json", options: parseOptions("json") }] },
        ],
        fallback: 7,
      }),
    ],
    [
      "parts joined by a template",
      'userName: { join: "{first} {last?}", parts: { first: .f, last: { attribute: l, transforms: [{ regex: x }] } } }',
      field({
        type: "join",
        template: "{first} {last?}",
        parts: {
          first: { source: element({ selector: css(".f") }), steps: [] },
          last: {
            source: element({ read: { type: "attribute", name: "l" } }),
            steps: [{ name: "regex", options: { pattern: "x", group: undefined } }],
          },
        },
      }),
    ],
    [
      "one that must be there",
      "company: { text: .org, required: true }",
      field(element({ selector: css(".org") }), { required: true, onError: "row" }),
    ],
    [
      "one whose lack fails the run",
      "company: { text: .org, required: true, onError: run }",
      field(element({ selector: css(".org") }), { required: true, onError: "run" }),
    ],
    [
      "one that says something personal",
      "company: { text: .org, privacy: mask }",
      field(element({ selector: css(".org") }), { privacy: "mask" }),
    ],
    [
      "bare transforms and a default",
      "pageViews: { text: .v, transforms: [number, { default: 0 }] }",
      field(element(), {
        candidates: [
          { source: element({ selector: css(".v") }), steps: [{ name: "number", options: parseOptions("number") }] },
        ],
        fallback: 0,
      }),
    ],
    [
      "keys that look like booleans",
      "isActive: { text: .s, transforms: [{ boolean: { true: [Online], false: [Idle, Offline] } }] }",
      field(element(), {
        candidates: [
          {
            source: element({ selector: css(".s") }),
            steps: [{ name: "boolean", options: { true: ["Online"], false: ["Idle", "Offline"] } }],
          },
        ],
      }),
    ],
  ])("may be written as %s", (_name, written, expected) => {
    const [name] = written.split(":");
    expect(read(withField(written)).fields[name as "email"]).toEqual(expected);
  });

  test.each([
    ["company: 5", "4:12  fields.company: must be text or a map or a list, not the number 5"],
    ["company:", "4:11  fields.company: must be text or a map or a list, not empty"],
    ["company: []", "4:3  fields.company: must not be empty"],
    ['company: ""', "4:12  fields.company: must not be empty"],
    ["company: [.a, 5]", "4:17  fields.company.1: must be text or a map, not the number 5"],
    ["company: {}", `4:3  fields.company: must have exactly one of ${sources}; it has none`],
    ["company: { transforms: [json] }", `4:3  fields.company: must have exactly one of ${sources}; it has none`],
    [
      "company: { text: .a, count: .b }",
      `4:3  fields.company: must have exactly one of ${sources}; it has text and count`,
    ],
    ["company: { text: .a, of: b }", "4:28  fields.company.of: goes with attribute and property only"],
    [
      "company: { text: .a, path: b }",
      "4:30  fields.company.path: goes with localStorage, sessionStorage, cookie, metaTag, embedded, global, response only",
    ],
    ["company: { column: A, sibling: .b }", "4:34  fields.company.sibling: cannot stand beside column"],
    ["company: { column: A, localStorage: b }", "4:22  fields.company.column: does not go with localStorage"],
    ["company: { cookie: a, cardinality: 1 }", "4:38  fields.company.cardinality: does not go with cookie"],
    ["company: { matches: .a, cardinality: 1 }", "4:40  fields.company.cardinality: does not go with matches"],
    ["company: { text: .a, cardinality: -1 }", "4:37  fields.company.cardinality: must be at least 0"],
    [
      "company: { text: .a, cardinality: 1-2 }",
      '4:37  fields.company.cardinality: must be a number, or a range such as "1.." or "0..1"',
    ],
    ["company: { text: .a, cardinality: 3..1 }", "4:37  fields.company.cardinality: must not end before it begins"],
    ["company: { text: .a, on: row }", '4:28  fields.company.on: must be page, not "row"'],
    ["company: { json: org }", "4:20  fields.company.json: reads an item, but there is no data"],
    [
      'company: { global: "a b" }',
      "4:22  fields.company.global: must be the name of a variable, such as __STATE__ or app.state",
    ],
    ["company: { atribute: href }", '4:14  fields.company: unknown key "atribute"; did you mean "attribute"?'],
    ["company: { css: .a, hasTxt: b }", '4:23  fields.company: unknown key "hasTxt"; did you mean "hasText"?'],
    [
      "company: { text: { css: .a, role: cell } }",
      "4:14  fields.company.text: must have css or hasText (or both), or xpath, or role",
    ],
    ["company: { css: .a, name: Ada }", "4:29  fields.company.name: name goes with role"],
    [
      'company: { role: cell, within: "a[" }',
      "4:34  fields.company.within: is not a CSS selector: Expected name, found",
    ],
    ["company: a >>> ", "4:12  fields.company: is not a CSS selector: nothing stands beside >>>"],
    ["company: ./td[", "4:12  fields.company: is not an XPath: a quote or bracket is left open"],
    ["company: { first: [.a, { txt: .b }] }", '4:28  fields.company.first.1: unknown key "txt"; did you mean "text"?'],
    ["company: { first: [.a], text: .b }", "4:33  fields.company.text: belongs into the entries of first"],
    [
      "company: { first: [{ text: .a, transforms: [{ default: b }] }, .c] }",
      "4:14  fields.company.first: only the last may have a default: it ends the search",
    ],
    ["company: { join: x, parts: {} }", "4:20  fields.company.join: names no part: write {name}"],
    [
      'company: { join: "{a} {b}", parts: { a: .x } }',
      "4:20  fields.company.join: names {b}, which is not among the parts",
    ],
    ['company: { join: "{a}", parts: { a: .x, b: .y } }', "4:46  fields.company.parts.b: is not named in join"],
    ["company: { text: .a, parts: { a: .x } }", "4:24  fields.company.parts: goes with join only"],
    [
      'company: { join: "{a}", parts: { a: .x }, text: .b }',
      "4:51  fields.company.text: belongs into the parts of join",
    ],
    [
      'company: { join: "{a}", parts: { a: { txt: .x } } }',
      '4:41  fields.company.parts.a: unknown key "txt"; did you mean "text"?',
    ],
    [
      "company: { text: .a, onError: rows }",
      '4:33  fields.company.onError: must be one of missing, row, run; did you mean "row"?',
    ],
    [
      "company: { text: .a, privacy: sha }",
      '4:33  fields.company.privacy: must be one of keep, mask, hash, drop, not "sha"',
    ],
    [
      "pageViews: { text: .a, privacy: hash }",
      "4:35  fields.pageViews.privacy: must be keep or drop for pageViews, which is no text",
    ],
    [
      "company: { page: titel }",
      '4:20  fields.company.page: must be one of url, title, visibility; did you mean "title"?',
    ],
    ["company: { text: .a, transforms: number }", '4:36  fields.company.transforms: must be a list, not "number"'],
    [
      "company: { text: .a, transforms: [regex] }",
      "4:37  fields.company.transforms.0: needs its options: write { regex: … }",
    ],
    [
      "company: { text: .a, transforms: [{ numbr: {} }] }",
      '4:39  fields.company.transforms.0: unknown key "numbr"; did you mean "number"?',
    ],
    [
      "company: { text: .a, transforms: [{ number: {}, split: x }] }",
      "4:37  fields.company.transforms.0: must name exactly one transform; start the next with its own dash",
    ],
    [
      'company: { text: .a, transforms: [{ regex: "(" }] }',
      "4:46  fields.company.transforms.0.regex: is not a regular expression",
    ],
    [
      "company: { text: .a, transforms: [{ default: x }, number] }",
      "4:24  fields.company.transforms: default must be the last transform",
    ],
    [
      "company: { text: .a, transforms: [{ default: 5 }] }",
      "4:48  fields.company.transforms.0.default: is not what company holds",
    ],
    [
      "pageViews: { text: .a, transforms: [number, { default: none }] }",
      "4:58  fields.pageViews.transforms.1.default: is not what pageViews holds",
    ],
    ["company: { from: userNam }", "4:20  fields.company.from: must be one of userId, userName, email"],
    ["company: { from: userName }", "4:20  fields.company.from: must name a field that is read from the page here"],
    ["company: { from: company }", "4:20  fields.company.from: must name a field that is read from the page here"],
    ["timestamp: .t", '4:3  fields: unknown key "timestamp"'],
  ])("may not be written as %j", (written, error) => {
    expect(errorsOf(withField(written))).toEqual([
      expect.stringMatching(new RegExp(`^crm\\.yaml:${RegExp.escape(error)}`)),
    ]);
  });

  test("is told about what its neighbours lack even when it is wrong itself", () => {
    expect(errorsOf("version: 1\nfields:\n  userName: { from: email }\n  company: 5\n")).toEqual([
      "crm.yaml:2:1  fields: userId is required; where the screen has no id, write userId: { from: userName }",
      "crm.yaml:3:21  fields.userName.from: must name a field that is read from the page here",
      "crm.yaml:4:12  fields.company: must be text or a map or a list, not the number 5",
    ]);
  });
});

test("ids can be hashed, but neither masked nor dropped", () => {
  const errors = (privacy: string): string[] =>
    errorsOf(`version: 1\nfields:\n  userId: { text: .id, privacy: ${privacy} }\n`);
  expect(errors("hash")).toEqual([]);
  expect(errors("mask")).toEqual([
    "crm.yaml:3:33  fields.userId.privacy: must be keep or hash for userId: masked ids would make one person of many",
  ]);
  expect(errors("drop")).toEqual([
    "crm.yaml:3:33  fields.userId.privacy: must be keep or hash for userId: without an id there is no user",
  ]);
});

test("a file with nothing but a userId waits for one row, ten seconds long, and is in English", () => {
  expect(read("version: 1\nfields: { userId: .id }\n")).toEqual({
    version: 1,
    locale: "en-US",
    timeZone: "UTC",
    steps: [],
    ready: { rows: 1, stable: 150, timeout: 10_000 },
    walls: { login: [], blocked: [], error: [] },
    fields: { userId: field(element({ selector: css(".id") })) },
  });
});

describe("a site", () => {
  /** Parts of a list stand beside rows, where the part says none. */
  const withPart = (part: string): string =>
    `version: 1\nfields: { userId: .id }\n${part}\n${/^(rows|data):/m.test(part) ? "" : "rows: .row\n"}`;

  test.each<[string, keyof Site, unknown]>([
    ["rows: .user", "rows", [css(".user")]],
    ["rows: [.user, ./tr]", "rows", [css(".user"), { type: "xpath", xpath: "./tr", hops: [], visible: false }]],
    ["empty: { hasText: No users }", "empty", css("*", { hasText: "No users" })],
    [
      "data: { response: /api/users, items: users, total: count }",
      "data",
      [{ response: "/api/users", items: "users", total: "count" }],
    ],
    ["data: [{ frame: /live }, { global: app.users }]", "data", [{ frame: "/live" }, { global: "app.users" }]],
    ["data: { embedded: '#state' }", "data", [{ embedded: css("#state") }]],
    ["rows: .user\ndata: { response: /a, by: id }", "data", [{ response: "/a", by: "id" }]],
    ["claims: .total", "claims", { text: css(".total"), pattern: undefined }],
    ["claims: { text: .total, pattern: 'all (.+)' }", "claims", { text: css(".total"), pattern: "all (.+)" }],
    [
      "walls: { login: .a, error: [.b, .c] }",
      "walls",
      { login: [css(".a")], blocked: [], error: [css(".b"), css(".c")] },
    ],
    ["pages: { next: .next }", "pages", { type: "next", next: css(".next"), limit: 100 }],
    ["pages: { numbered: nav a, limit: 3 }", "pages", { type: "numbered", numbered: css("nav a"), limit: 3 }],
    ["pages: { more: .more }", "pages", { type: "more", more: css(".more"), limit: 100 }],
    ["pages: { scroll: page }", "pages", { type: "scroll", scroll: "page", limit: 100 }],
    ["pages: { scroll: .box }", "pages", { type: "scroll", scroll: css(".box"), limit: 100 }],
    ["pages: { virtual: .box }", "pages", { type: "virtual", virtual: css(".box"), limit: 1_000 }],
    ["pages: { url: '?p={page}' }", "pages", { type: "url", url: "?p={page}", from: 1, size: 50, limit: 100 }],
    [
      "pages: { url: '?o={offset}', from: 0, size: 20 }",
      "pages",
      { type: "url", url: "?o={offset}", from: 0, size: 20, limit: 100 },
    ],
    [
      "steps: [{ goto: /users }, { clickIfPresent: .ok }, { type: { into: .q, secret: password } }]",
      "steps",
      [
        { type: "goto", options: "/users" },
        { type: "clickIfPresent", options: css(".ok") },
        { type: "type", options: { into: css(".q"), secret: "password" } },
      ],
    ],
    [
      "steps: [{ select: { in: select, option: All } }, { press: Enter }, { wait: { gone: .spin } }, { scroll: page }]",
      "steps",
      [
        { type: "select", options: { in: css("select"), option: "All" } },
        { type: "press", options: "Enter" },
        { type: "wait", options: { gone: css(".spin"), timeout: 10_000 } },
        { type: "scroll", options: "page" },
      ],
    ],
    ["steps: { recording: users.json }", "steps", { recording: "users.json" }],
    [
      "login: { steps: [{ click: .go }], success: .me, failures: { wrongPassword: .bad } }",
      "login",
      {
        steps: [{ type: "click", options: css(".go") }],
        success: [css(".me")],
        failures: { wrongPassword: [css(".bad")], locked: [], secondFactor: [], passwordChange: [] },
        timeout: 15_000,
      },
    ],
    ["locale: de-DE", "locale", "de-DE"],
    ["timeZone: Europe/Berlin", "timeZone", "Europe/Berlin"],
    ["ready: { gone: .spin, stable: 1s }", "ready", { rows: 1, stable: 1_000, gone: css(".spin"), timeout: 10_000 }],
  ])("may say %s", (written, key, expected) => {
    expect(read(withPart(written))[key]).toEqual(expected);
  });

  test.each([
    ["rows: []", "3:1  rows: must not be empty"],
    ["rows: [.a, 5]", "3:12  rows.1: must be text or a map, not the number 5"],
    ["empty: { cs: .a }", '3:10  empty: unknown key "cs"; did you mean "css"?'],
    ["data: {}", "3:1  data: must have exactly one of response, frame, embedded, global"],
    ["data: { response: /a, frame: /b }", "3:1  data: must have exactly one of response, frame, embedded, global"],
    ["data: { respons: /a }", '3:9  data: unknown key "respons"; did you mean "response"?'],
    ["data: { response: /a, items: '' }", "3:30  data.items: is not a path such as user.plan or items[0].name"],
    ["rows: .a\ndata: { response: /a }", "4:1  data: needs by: the place of the userId, to join items with rows"],
    ["claims: 5", "3:9  claims: must be text or a map, not the number 5"],
    ["claims: { text: .a, pattern: all }", "3:30  claims.pattern: needs a group around the total, such as of (.+)"],
    ["claims: { text: .a, pattern: ( }", "3:30  claims.pattern: is not a regular expression"],
    ["walls: { logn: .a }", '3:10  walls: unknown key "logn"; did you mean "login"?'],
    ["walls: { login: 5 }", "3:17  walls.login: must be text or a map or a list, not the number 5"],
    ["pages: {}", "3:1  pages: must have one of next, numbered, more, scroll, url, virtual"],
    ["pages: { nxt: .a }", '3:10  pages: unknown key "nxt"; did you mean "next"?'],
    ["pages: { next: .a, more: .b }", "3:26  pages.more: cannot stand beside next"],
    ["pages: { next: .a, size: 5 }", "3:26  pages.size: goes with url only"],
    ["pages: { url: '?p=1' }", "3:15  pages.url: must hold {page} or {offset}"],
    ["pages: { scroll: 5 }", "3:18  pages.scroll: must be page, or a selector"],
    ["steps: [{ clik: .a }]", '3:11  steps.0: unknown key "clik"; did you mean "click"?'],
    [
      "steps: [{ click: .a, press: Enter }]",
      "3:9  steps.0: must name exactly one step; start the next with its own dash",
    ],
    ["steps: [{ type: { into: .a } }]", "3:11  steps.0.type: must have text or secret"],
    ["steps: [{ wait: {} }]", "3:11  steps.0.wait: must have one of selector, gone, response"],
    ["steps: 5", "3:8  steps: must be a list or a map, not the number 5"],
    [
      "login: { steps: [], success: .a, failures: { wrongPasword: .b } }",
      '3:46  login.failures: unknown key "wrongPasword"; did you mean "wrongPassword"?',
    ],
    ["locale: english", "3:9  locale: must be a language tag such as en-US or de-DE"],
    ["timeZone: Berlin", "3:11  timeZone: must be a time zone such as UTC or Europe/Berlin"],
  ])("may not say %j", (written, error) => {
    expect(errorsOf(withPart(written))).toEqual([`crm.yaml:${error}`]);
  });

  test("of one user has no list to be empty, counted or gone on with", () => {
    const text = "version: 1\nfields: { userId: .id }\nempty: .none\nclaims: .total\npages: { next: .next }\n";
    const why = "needs rows or data: without them the page is one user";
    expect(errorsOf(text)).toEqual([
      `crm.yaml:3:8  empty: ${why}`,
      `crm.yaml:4:9  claims: ${why}`,
      `crm.yaml:5:1  pages: ${why}`,
    ]);
  });

  test.each([
    ["buton", '; did you mean "button"?'],
    ["userlist", "; such are button, link, row, cell"],
  ])("names no role that there is not: %s", (role, more) => {
    expect(errorsOf(withPart(`rows: { role: ${role} }`))).toEqual([`crm.yaml:3:15  rows.role: is no ARIA role${more}`]);
  });

  test("names roles as browsers do", () => {
    const rolesOf = (role: string) => read(withPart(`rows: { role: ${role} }`)).rows;
    expect([rolesOf("img"), rolesOf("image"), rolesOf("presentation"), rolesOf("doc-endnote")]).toMatchObject([
      [{ role: "image" }],
      [{ role: "image" }],
      [{ role: "none" }],
      [{ role: "doc-endnote" }],
    ]);
  });
});
