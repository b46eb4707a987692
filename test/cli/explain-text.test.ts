import { expect, test } from "vitest";
import { toExplainText } from "../../src/cli/explain-text.ts";
import type { FieldExplanation, RowExplanation } from "../../src/scrape/explain.ts";
import type { Verdict } from "../../src/scrape/verdict.ts";

const verdict: Verdict = {
  name: "layout-changed",
  sentence: "https://wiki.example.com/ (“Users”) loaded, but .row matched nothing.",
  evidence: { url: "", title: "", status: 200, pages: 1, rows: 0, found: {}, claimed: undefined, rowMatches: {} },
  warnings: [],
};

const fields: FieldExplanation[] = [
  {
    field: "userName",
    privacy: "keep",
    outcome: { value: "Ada Example" },
    fallback: undefined,
    winner: 1,
    ways: [
      {
        source: ".user-name",
        reads: [
          {
            source: ".user-name",
            inRow: 0,
            inDocument: 3,
            nearMiss: { type: "selector", selector: ".name", matches: 2, text: "Ada \u001b[2JExample" },
          },
        ],
        raw: { missing: ".user-name matched nothing" },
        steps: [],
        outcome: { missing: ".user-name matched nothing" },
      },
      {
        source: "column “Name”",
        reads: [{ source: "column “Name”", inRow: 1, inDocument: undefined, nearMiss: undefined }],
        raw: { value: "Example, Ada" },
        steps: [{ name: "regex", options: "(\\w+), (\\w+)", outcome: { value: "Ada Example" } }],
        outcome: { value: "Ada Example" },
      },
    ],
  },
  {
    field: "email",
    privacy: "mask",
    outcome: { value: "axx@xxxxxxx.xxx" },
    fallback: undefined,
    winner: 0,
    ways: [
      {
        source: ".mail",
        reads: [{ source: ".mail", inRow: 1, inDocument: 3, nearMiss: undefined }],
        raw: { shape: "xxx@xxxxxxx.xxx" },
        steps: [],
        outcome: { shape: "xxx@xxxxxxx.xxx" },
      },
    ],
  },
  {
    field: "pageViews",
    privacy: "keep",
    outcome: { missing: "“many” is not a number" },
    fallback: 0,
    winner: undefined,
    ways: [
      {
        source: ".views",
        reads: [{ source: ".views", inRow: 1, inDocument: 3, nearMiss: undefined }],
        raw: { value: "many" },
        steps: [{ name: "number", options: {}, outcome: { missing: "“many” is not a number" } }],
        outcome: { missing: "“many” is not a number" },
      },
    ],
  },
];
const row: RowExplanation & { type: "row" } = {
  type: "row",
  page: 1,
  row: 1,
  rows: 3,
  userId: "ada",
  fields,
  noNearMisses: undefined,
};

test("a row is explained field by field, way by way, step by step", () => {
  expect(toExplainText({ target: "wiki", verdict, explanation: row }, 120)).toBe(`wiki: row 1 of 3 on page 1, userId ada

userName = “Ada Example” (way 2 of 2)
  1. .user-name
     · 0 matches in the row, 3 in the document
     ✗ .user-name matched nothing; .name in this row is “Ada \\u001b[2JExample” (the first of 2)
  2. column “Name” ✓
     · 1 match in the row
     · says “Example, Ada”
     · regex (\\w+), (\\w+) → “Ada Example”

email = “axx@xxxxxxx.xxx” (privacy: mask)
  1. .mail ✓
     · 1 match in the row, 3 in the document
     · says “xxx@xxxxxxx.xxx” (shape only)

pageViews is missing: “many” is not a number; the default 0 stands in
  1. .views
     · 1 match in the row, 3 in the document
     · says “many”
     · number → nothing: “many” is not a number
`);
});

test("on a narrow terminal it wraps below its own marks", () => {
  const narrow = toExplainText({ target: "wiki", verdict, explanation: { ...row, fields: fields.slice(0, 1) } }, 40);
  expect(narrow).toBe(`wiki: row 1 of 3 on page 1, userId ada

userName = “Ada Example” (way 2 of 2)
  1. .user-name
     · 0 matches in the row, 3 in the
       document
     ✗ .user-name matched nothing; .name
       in this row is “Ada
       \\u001b[2JExample” (the first of
       2)
  2. column “Name” ✓
     · 1 match in the row
     · says “Example, Ada”
     · regex (\\w+), (\\w+) → “Ada
       Example”
`);
});

test("the parts of a joined field are told one by one", () => {
  const joined: FieldExplanation = {
    field: "userName",
    privacy: "keep",
    outcome: { missing: "{last} is missing: .last matched nothing" },
    fallback: undefined,
    winner: undefined,
    ways: [
      {
        source: "the template “{first} {last}”",
        reads: [
          { source: ".first", inRow: 1, inDocument: 3, nearMiss: undefined },
          {
            source: "column “Last”",
            inRow: 0,
            inDocument: undefined,
            nearMiss: { type: "keys", keys: ["Name", "Surname"] },
          },
        ],
        raw: { missing: "{last} is missing: column “Last” matched nothing" },
        steps: [],
        outcome: { missing: "{last} is missing: column “Last” matched nothing" },
      },
    ],
  };
  expect(toExplainText({ target: "wiki", verdict, explanation: { ...row, fields: [joined] } }, 120)).toContain(
    `  1. the template “{first} {last}”
     · .first: 1 match in the row, 3 in the document
     · column “Last”: 0 matches in the row
     ~ column “Last” matched nothing; the keys there are Name, Surname
     ✗ {last} is missing: column “Last” matched nothing
`,
  );
});

test("without rows it is the verdict and what nearly is a row", () => {
  const rows = [
    {
      selector: ".row",
      matches: 0,
      nearMiss: { type: "selector" as const, selector: ".user-row", matches: 3, text: "Ada" },
    },
    { selector: "li", matches: 0, nearMiss: undefined },
  ];
  expect(toExplainText({ target: "wiki", verdict, explanation: { type: "no-rows", rows } }, 120))
    .toBe(`wiki: layout-changed. https://wiki.example.com/ (“Users”) loaded, but .row matched nothing.

rows .row matched nothing; .user-row in the document is “Ada” (the first of 3)

rows li matched nothing
`);
});
