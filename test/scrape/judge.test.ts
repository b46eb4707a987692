import { expect, test } from "vitest";
import { extract } from "../../src/scrape/extract.ts";
import type { Capture } from "../../src/scrape/in-page.ts";
import { judge } from "../../src/scrape/judge.ts";
import { isGood, verdictNames, type Verdict, type VerdictName } from "../../src/scrape/verdict.ts";
import { site } from "../../src/site/schema.ts";
import { makeCapture } from "../support/capture.ts";

const users = site.parse({
  version: 1,
  rows: ".user",
  empty: ".none",
  ready: { timeout: "2500ms" },
  fields: { userId: ".id" },
});
const oneUser = site.parse({ version: 1, fields: { userId: ".id" } });

interface Given extends Partial<Capture> {
  status?: number | undefined;
  site?: typeof users;
}

function verdictOf({ status, site: given = users, ...page }: Given): Verdict {
  const capture = makeCapture(page);
  return judge({ status, capture, extraction: extract(capture, given, new Date(0)), site: given });
}

const here = "https://app.example.com/users (“Users”, status 200)";
const cases: [string, Given, VerdictName, string][] = [
  ["every row has its own id", { status: 200, rows: [["u1"], ["u2"]] }, "rows", "2 rows read."],
  ["the page is one user", { status: 200, site: oneUser, rows: [["u1"]] }, "rows", "1 row read."],
  [
    "rows stand beside the marker of an empty list",
    { status: 200, rows: [["u1"]], emptyMarker: true },
    "rows",
    "1 row read.",
  ],
  ["rows stand beside a password field", { status: 200, rows: [["u1"]], passwordField: true }, "rows", "1 row read."],
  [
    "the marker proves that there is nobody",
    { status: 200, emptyMarker: true },
    "empty",
    "No users, and .none proves it.",
  ],
  [
    "a row gives no id",
    { status: 200, rows: [["u1"], [null], [null]] },
    "partial",
    `1 of 3 rows read on ${here}; 2 rows gave no userId: .id matched nothing.`,
  ],
  [
    "an id stands there twice",
    { status: 200, rows: [["u1"], ["u1"]] },
    "partial",
    `1 of 2 rows read on ${here}; userId u1 stands in several rows, and only the first counts.`,
  ],
  [
    "a row gives no id and another one stands there twice",
    { status: 200, rows: [["u1"], ["u1"], [""]] },
    "partial",
    `1 of 3 rows read on ${here}; 1 row gave no userId: .id is empty; userId u1 stands in several rows, and only the first counts.`,
  ],
  [
    "what the site waits for never came",
    { status: 200, ready: false, rows: [["u1"]] },
    "partial",
    `1 row read on ${here}, but what the site waits for never came.`,
  ],
  [
    "the server wants a login",
    { status: 401 },
    "login-wall",
    "https://app.example.com/users (“Users”, status 401) asks for a login. Log in there, or give the target one that may read it.",
  ],
  [
    "the page wants a password",
    { status: 200, passwordField: true },
    "login-wall",
    `${here} shows a password field and no rows: the app wants a login.`,
  ],
  ...[403, 429, 503].map((status): [string, Given, VerdictName, string] => [
    `the server answers ${status}`,
    { status },
    "blocked",
    `https://app.example.com/users (“Users”, status ${status}) turned the browser away. Ask less often, or check what this account may see.`,
  ]),
  [
    "the page is not there, whatever it shows",
    { status: 404, rows: [["u1"]], title: "" },
    "error-page",
    "https://app.example.com/users (no title, status 404) is an error page. Check the target's url and the app.",
  ],
  [
    "the server broke down",
    { status: 500 },
    "error-page",
    "https://app.example.com/users (“Users”, status 500) is an error page. Check the target's url and the app.",
  ],
  [
    "the page never finished loading",
    { status: 200, ready: false, loaded: false },
    "not-ready",
    `${here} was still loading after 2.5 s and shows no rows. Raise ready.timeout, or name a better ready.selector.`,
  ],
  [
    "nothing matched and nothing proves an empty list",
    { status: 200, ready: false },
    "layout-changed",
    `${here} loaded, but .user matched nothing and nothing proves an empty list. Compare the page with the selector file or name what proves it as “empty”.`,
  ],
  [
    "rows are there, but no row gives an id",
    { status: 200, rows: [[null], [null]] },
    "layout-changed",
    `${here} has 2 rows, but none gave a userId: .id matched nothing. Compare the page with the selector file.`,
  ],
  [
    "the marker of an empty list stands beside rows without an id",
    { status: 200, rows: [[null]], emptyMarker: true },
    "layout-changed",
    `${here} has 1 row, but none gave a userId: .id matched nothing. Compare the page with the selector file.`,
  ],
  [
    "a page without a server's answer lost its user",
    { status: undefined, site: oneUser, rows: [[null]] },
    "layout-changed",
    "https://app.example.com/users (“Users”) has 1 row, but none gave a userId: .id matched nothing. Compare the page with the selector file.",
  ],
];

test.each(cases)("when %s", (_name, given, name, sentence) => {
  expect(verdictOf(given)).toMatchObject({ name, sentence });
});

test("every verdict that a page can lead to has its case here", () => {
  const fromErrors: VerdictName[] = ["unreachable", "timeout", "crashed"];
  const judged = new Set(cases.map(([, , name]) => name));
  expect(verdictNames.filter((name) => !judged.has(name))).toEqual(fromErrors);
});

test("a verdict rests on where the browser was and what it found there", () => {
  const { evidence } = verdictOf({ status: 200, rows: [["u1"], [null]] });
  expect(evidence).toEqual({
    url: "https://app.example.com/users",
    title: "Users",
    status: 200,
    rows: 2,
    found: { userId: 1 },
  });
});

test("only rows and a proven empty list are good", () => {
  const evidence = { url: "", title: undefined, status: undefined, rows: 0, found: {} };
  expect(verdictNames.filter((name) => isGood({ name, sentence: "", evidence }))).toEqual(["rows", "empty"]);
});
