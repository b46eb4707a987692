import { describe, expect, test } from "vitest";
import { checkDocument } from "../../src/document/check.ts";
import { parseDocumentText } from "../../src/document/read-file.ts";
import { ConfigError } from "../../src/errors.ts";
import { site, type Site } from "../../src/site/schema.ts";

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

crm.yaml:7:43  fields.pageViews.transforms.0: must be one of boolean, date, duration, elapsed, json, number, percent, split, trim; did you mean "number"?
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
  test.each([
    [
      "a bare selector",
      "userName: .name",
      { source: { type: "text", selector: ".name" }, steps: [], fallback: undefined },
    ],
    [
      "an attribute of the row",
      "email: { attribute: data-email }",
      { source: { type: "attribute", name: "data-email", selector: undefined }, steps: [], fallback: undefined },
    ],
    [
      "an attribute of an element",
      "email: { attribute: href, of: a }",
      { source: { type: "attribute", name: "href", selector: "a" }, steps: [], fallback: undefined },
    ],
    [
      "a count",
      "pageViews: { count: .view }",
      { source: { type: "count", selector: ".view" }, steps: [], fallback: undefined },
    ],
    [
      "an existence",
      "isActive: { exists: .on }",
      { source: { type: "exists", selector: ".on" }, steps: [], fallback: undefined },
    ],
    [
      "a key of the local storage",
      "company: { localStorage: org }",
      { source: { type: "localStorage", key: "org" }, steps: [], fallback: undefined },
    ],
    [
      "a key of the session storage",
      "company: { sessionStorage: org }",
      { source: { type: "sessionStorage", key: "org" }, steps: [], fallback: undefined },
    ],
    [
      "a fact of the page",
      "lastAction: { page: title }",
      { source: { type: "page", fact: "title" }, steps: [], fallback: undefined },
    ],
    [
      "another field",
      "userName: { from: userId }",
      { source: { type: "from", field: "userId" }, steps: [], fallback: undefined },
    ],
    [
      "bare transforms and a default",
      "pageViews: { text: .v, transforms: [number, { default: 0 }] }",
      { source: { type: "text", selector: ".v" }, steps: [{ name: "number", options: {} }], fallback: 0 },
    ],
    [
      "transforms with options",
      "pageViews: { text: .v, transforms: [{ regex: '(.+) views' }, { number: { decimal: ',' } }] }",
      {
        source: { type: "text", selector: ".v" },
        steps: [
          { name: "regex", options: { pattern: "(.+) views", group: undefined } },
          { name: "number", options: { decimal: "," } },
        ],
        fallback: undefined,
      },
    ],
    [
      "keys that look like booleans",
      "isActive: { text: .s, transforms: [{ boolean: { true: [Online], false: [Idle, Offline] } }] }",
      {
        source: { type: "text", selector: ".s" },
        steps: [{ name: "boolean", options: { true: ["Online"], false: ["Idle", "Offline"] } }],
        fallback: undefined,
      },
    ],
  ])("may be written as %s", (_name, written, field) => {
    const [name] = written.split(":");
    expect(read(withField(written)).fields[name as "email"]).toEqual(field);
  });

  test.each([
    ["company: 5", "4:12  fields.company: must be text or a map, not the number 5"],
    ["company: [.a]", "4:3  fields.company: must be text or a map, not a list"],
    ["company:", "4:11  fields.company: must be text or a map, not empty"],
    [
      "company: {}",
      "4:3  fields.company: must have exactly one of text, attribute, count, exists, localStorage, sessionStorage, page, from; it has none",
    ],
    [
      "company: { text: .a, count: .b }",
      "4:3  fields.company: must have exactly one of text, attribute, count, exists, localStorage, sessionStorage, page, from; it has text and count",
    ],
    ["company: { text: .a, of: b }", "4:28  fields.company.of: goes with attribute only"],
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
      "company: { text: .a, transforms: [{ date: epoch-second }] }",
      '4:45  fields.company.transforms.0.date: must be one of iso, epoch-seconds, epoch-milliseconds; did you mean "epoch-seconds"?',
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
      "crm.yaml:4:12  fields.company: must be text or a map, not the number 5",
    ]);
  });
});

test("a file with nothing but a userId waits for one row, ten seconds long", () => {
  expect(read("version: 1\nfields: { userId: .id }\n")).toEqual({
    version: 1,
    ready: { rows: 1, timeout: 10_000 },
    fields: { userId: { source: { type: "text", selector: ".id" }, steps: [], fallback: undefined } },
  });
});
