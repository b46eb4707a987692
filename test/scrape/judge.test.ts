import { describe, expect, test } from "vitest";
import { findClaim } from "../../src/scrape/claim.ts";
import { noDocuments } from "../../src/scrape/documents.ts";
import { extract } from "../../src/scrape/extract.ts";
import type { Capture } from "../../src/scrape/in-page.ts";
import { judge, type Finding } from "../../src/scrape/judge.ts";
import { isGood, verdictNames, type Verdict, type VerdictName } from "../../src/scrape/verdict.ts";
import { site } from "../../src/site/schema.ts";
import { makeCapture, makeVerdict } from "../support/capture.ts";

const users = site.parse({
  version: 1,
  rows: ".user",
  empty: ".none",
  ready: { timeout: "2500ms" },
  fields: { userId: ".id" },
});
const unproven = site.parse({ version: 1, rows: [".user", "tr"], fields: { userId: ".id" } });
const oneUser = site.parse({ version: 1, fields: { userId: ".id" } });
const strict = site.parse({
  version: 1,
  rows: ".user",
  fields: { userId: ".id", company: { text: ".org", required: true } },
});
const strictest = site.parse({
  version: 1,
  rows: ".user",
  fields: { userId: ".id", company: { text: ".org", required: true, onError: "run" } },
});
const actions = site.parse({ version: 1, rows: ".action", repeats: "first", fields: { userId: ".id" } });
const items = site.parse({
  version: 1,
  data: { response: "/api" },
  empty: ".none",
  fields: { userId: { json: "id" } },
});

interface Given extends Partial<Capture> {
  status?: number | undefined;
  site?: typeof users;
  finding?: Partial<Finding>;
}

function verdictOf({ status = 200, site: given = users, finding = {}, ...page }: Given): Verdict {
  const capture = makeCapture(page);
  return judge({
    site: given,
    asked: "https://app.example.com/users",
    status,
    retryAfter: undefined,
    capture,
    pages: 1,
    extraction: extract([{ capture, documents: noDocuments }], given, { now: new Date(0) }),
    claimed: undefined,
    broke: undefined,
    left: undefined,
    ...finding,
  });
}

const withStatus = (status: number): string => `https://app.example.com/users (“Users”, status ${status})`;
const here = withStatus(200);
const signIn = "Give the target a login, or sign in again if it has one.";
const compare = "Compare the page with the selector file";

const cases: [string, Given, VerdictName, string][] = [
  // Rows
  ["every row has its own id", { rows: [["u1"], ["u2"]] }, "rows", "2 rows read."],
  ["the page is one user", { site: oneUser, rows: [["u1"]], rowMatches: [] }, "rows", "1 row read."],
  ["rows came from several pages", { rows: [["u1"]], finding: { pages: 3 } }, "rows", "1 row read on 3 pages."],
  ["rows stand beside the marker of an empty list", { rows: [["u1"]], emptyMarker: true }, "rows", "1 row read."],
  ["rows stand beside a password field", { rows: [["u1"]], passwordField: true }, "rows", "1 row read."],
  ["rows stand beside words of an error", { rows: [["u1"]], title: "Internal server error" }, "rows", "1 row read."],
  ["the page itself counts no more", { rows: [["u1"]], finding: { claimed: 1 } }, "rows", "1 row read."],
  ["the page itself counts fewer", { rows: [["u1"], ["u2"]], finding: { claimed: 1 } }, "rows", "2 rows read."],
  [
    "the page counts in words nobody can read",
    { rows: [["u1"]], finding: { claimed: "unread" } },
    "rows",
    "1 row read.",
  ],
  [
    "what the site waits for never came on the last of several pages",
    { rows: [["u1"]], missed: ["enough rows"], finding: { pages: 2 } },
    "rows",
    "1 row read on 2 pages.",
  ],

  [
    "users stand in several rows",
    { site: actions, rows: [["u1"], ["u2"], ["u1"]] },
    "rows",
    "2 users read from 3 rows.",
  ],
  ["users could stand in several rows", { site: actions, rows: [["u1"], ["u2"]] }, "rows", "2 rows read."],

  // Empty
  ["the marker proves that there is nobody", { emptyMarker: true }, "empty", "No users, and .none proves it."],
  [
    "the marker proves that there are no items",
    { site: items, emptyMarker: true, rows: [[]], rowMatches: [] },
    "empty",
    "No users, and .none proves it.",
  ],
  [
    "the marker stands beside a password field",
    { emptyMarker: true, passwordField: true },
    "empty",
    "No users, and .none proves it.",
  ],

  [
    "the page itself counts nobody",
    { site: unproven, finding: { claimed: 0 }, missed: ["enough rows"] },
    "empty",
    "No users: the page itself counts 0.",
  ],
  [
    "the app's JSON itself counts nobody",
    { site: items, finding: { claimed: 0 }, rows: [[]], rowMatches: [] },
    "empty",
    "No users: the page itself counts 0.",
  ],

  // Partial
  [
    "a row gives no id",
    { rows: [["u1"], [null], [null]] },
    "partial",
    `1 of 3 rows read on ${here}; 2 rows gave no userId: .id matched nothing.`,
  ],
  [
    "an id stands there twice",
    { rows: [["u1"], ["u1"]] },
    "partial",
    `1 of 2 rows read on ${here}; userId u1 stands in several rows, and only the first counts.`,
  ],
  [
    "a row gives no id and another one stands there twice",
    { rows: [["u1"], ["u1"], [""]] },
    "partial",
    `1 of 3 rows read on ${here}; 1 row gave no userId: .id is empty; userId u1 stands in several rows, and only the first counts.`,
  ],
  [
    "a row lacks a field that it must have",
    {
      site: strict,
      rows: [
        ["u1", "Example Co"],
        ["u2", null],
      ],
    },
    "partial",
    `1 of 2 rows read on ${here}; 1 row left out for want of company: .org matched nothing.`,
  ],
  [
    "one row is still a placeholder",
    { rows: [["u1"]], placeholders: 1 },
    "partial",
    `1 row read on ${here}; 1 row was still a placeholder.`,
  ],
  [
    "a user of several rows has one without an id beside it",
    { site: actions, rows: [["u1"], ["u1"], [null]] },
    "partial",
    `1 user read from 3 rows on ${here}; 1 row gave no userId: .id matched nothing.`,
  ],
  [
    "some rows are still placeholders",
    { rows: [["u1"]], placeholders: 2 },
    "partial",
    `1 row read on ${here}; 2 rows were still placeholders.`,
  ],
  [
    "the page itself counts more",
    { rows: [["u1"]], finding: { claimed: 1_284 } },
    "partial",
    `1 of 1284 rows read on ${here}; the page itself counts 1284.`,
  ],
  [
    "the list goes on",
    { rows: [["u1"]], finding: { pages: 5, broke: { type: "limit", limit: 5 } } },
    "partial",
    `1 row read on ${here}; the list goes on beyond pages.limit, which is 5; raise it to read the rest.`,
  ],
  [
    "the list turns in a circle",
    { rows: [["u1"]], finding: { pages: 3, broke: { type: "loop", page: 3, like: 1 } } },
    "partial",
    `1 row read on ${here}; page 3 shows the rows of page 1 again, so the way on was left.`,
  ],
  [
    "the next page never came",
    { rows: [["u1"]], finding: { broke: { type: "stuck", page: 2, coveredBy: undefined } } },
    "partial",
    `1 row read on ${here}; page 2 never came.`,
  ],
  [
    "the next page wants a login",
    {
      rows: [["u1"]],
      finding: { broke: { type: "wall", page: 2, name: "login-wall", sentence: "It wants a login." } },
    },
    "partial",
    "1 row read, then page 2 ended it. It wants a login.",
  ],
  [
    "what the site waits for never came",
    { rows: [["u1"]], missed: ["the end of ready.gone"] },
    "partial",
    `1 row read on ${here}, but what the site waits for never came: the end of ready.gone.`,
  ],

  // Login
  ["the server wants a login", { status: 401 }, "login-wall", `${withStatus(401)} asks for a login. ${signIn}`],
  [
    "the server forbids and wants a password",
    { status: 403, passwordField: true },
    "login-wall",
    `${withStatus(403)} asks for a login. ${signIn}`,
  ],
  [
    "the site's login page stands there",
    { walls: ["login"] },
    "login-wall",
    `${here} is the site's login page. ${signIn}`,
  ],
  [
    "the page wants a password",
    { passwordField: true },
    "login-wall",
    `${here} shows a password field and no rows: the app wants a login. ${signIn}`,
  ],
  [
    "the app led to an address for signing in",
    { url: "https://app.example.com/session/new" },
    "login-wall",
    `https://app.example.com/session/new (“Users”, status 200) is where the app sends those who are not signed in. ${signIn}`,
  ],
  [
    "the page wanted to go elsewhere to sign in",
    { finding: { left: "https://login.example.org/oauth2/authorize" } },
    "login-wall",
    "https://app.example.com/users sends the browser to https://login.example.org/oauth2/authorize to sign in. Add its origin to the target's origins, and give the target a login.",
  ],

  // Blocked
  [
    "the server forbids",
    { status: 403 },
    "blocked",
    `${withStatus(403)} turned the browser away. Check what this account may see.`,
  ],
  ...[429, 503].map((status): [string, Given, VerdictName, string] => [
    `the server answers ${status}`,
    { status },
    "blocked",
    `${withStatus(status)} turned the browser away. Ask less often, or check what this account may see.`,
  ]),
  [
    "the server says for how long it wants to be left alone",
    { status: 429, finding: { retryAfter: "120" } },
    "blocked",
    `${withStatus(429)} turned the browser away. Ask less often: it wants to be left alone for 2 min.`,
  ],
  [
    "the server says until when it wants to be left alone",
    { status: 503, finding: { retryAfter: "Wed, 25 Nov 2026 12:00:00 GMT" } },
    "blocked",
    `${withStatus(503)} turned the browser away. Ask less often: it wants to be left alone until Wed, 25 Nov 2026 12:00:00 GMT.`,
  ],
  [
    "the site's marker of a block stands there",
    { walls: ["blocked"] },
    "blocked",
    `${here} shows the site's marker of a block. Ask less often, or check what this account may see.`,
  ],
  [
    "the page wants to see a person",
    { title: "Just a moment..." },
    "blocked",
    "https://app.example.com/users (“Just a moment...”, status 200) wants to make sure that a person is looking. It is meant to keep programs out; ask its owner for access.",
  ],
  [
    "the page denies access",
    { excerpt: "Access denied. You may not see this." },
    "blocked",
    `${here} says that access is denied. Check what this account may see.`,
  ],

  // Error pages
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
    `${withStatus(500)} is an error page. Check the target's url and the app.`,
  ],
  [
    "the site's marker of an error stands there",
    { walls: ["error"] },
    "error-page",
    `${here} shows the site's marker of an error. Check the app.`,
  ],
  [
    "the page says that something went wrong",
    { excerpt: "Oh no! Something went wrong." },
    "error-page",
    `${here} says that something went wrong. Check the app.`,
  ],

  // Not ready
  [
    "there are placeholders only",
    { placeholders: 3, missed: ["enough rows"] },
    "not-ready",
    `${here} shows 3 rows of placeholders and no user after 2.5 s. Raise ready.timeout, or name a better ready.selector.`,
  ],
  [
    "there are placeholders beside the marker of an empty list",
    { placeholders: 1, emptyMarker: true },
    "not-ready",
    `${here} shows 1 row of placeholders and no user after 2.5 s. Raise ready.timeout, or name a better ready.selector.`,
  ],
  [
    "the page never finished loading",
    { missed: ["enough rows"], loaded: false },
    "not-ready",
    `${here} was still loading after 2.5 s and shows no rows. Raise ready.timeout, or name a better ready.selector.`,
  ],
  [
    "the page is still at work",
    { missed: ["enough rows"], busy: '<div class="spinner">' },
    "not-ready",
    `${here} still shows <div class="spinner"> after 2.5 s, and no rows. Raise ready.timeout, or name a better ready.selector.`,
  ],

  // Layout changed
  [
    "nothing matched and the marker is not there either",
    { missed: ["enough rows"] },
    "layout-changed",
    `${here} loaded, but .user matched nothing and nothing proves an empty list. ${compare}: .none is not there either.`,
  ],
  [
    "nothing matched and there is no marker",
    { site: unproven },
    "layout-changed",
    `${here} loaded, but .user, tr matched nothing and nothing proves an empty list. ${compare} or name what proves it as “empty”.`,
  ],
  [
    "nothing matched and there is a frame that cannot be read",
    { site: unproven, foreignFrame: "https://reports.example.org" },
    "layout-changed",
    `${here} loaded, but .user, tr matched nothing and nothing proves an empty list. ${compare} or name what proves it as “empty”. It holds a frame of https://reports.example.org, and a frame of another origin cannot be read: if the rows are in there, give its address as the target's url.`,
  ],
  [
    "no data came",
    { site: items, rows: [[]], rowMatches: [] },
    "layout-changed",
    `${here} loaded, but the data of the site did not come and nothing proves an empty list. ${compare}: .none is not there either.`,
  ],
  [
    "rows are there, but no row gives an id",
    { rows: [[null], [null]] },
    "layout-changed",
    `${here} has 2 rows, but none gave a userId: .id matched nothing. ${compare}.`,
  ],
  [
    "the marker of an empty list stands beside rows without an id",
    { rows: [[null]], emptyMarker: true },
    "layout-changed",
    `${here} has 1 row, but none gave a userId: .id matched nothing. ${compare}.`,
  ],
  [
    "no row has what it must have",
    { site: strict, rows: [["u1", null]] },
    "layout-changed",
    `${here} has 1 row, but none is whole: company: .org matched nothing. ${compare}.`,
  ],
  [
    "a field failed whose errors fail the run",
    {
      site: strictest,
      rows: [
        ["u1", "Example Co"],
        ["u2", null],
      ],
    },
    "layout-changed",
    `${here} was read, but company: .org matched nothing. ${compare}.`,
  ],
  [
    "the page wanted to go elsewhere",
    { finding: { left: "https://www.example.org/" } },
    "layout-changed",
    `${here} wanted to go to https://www.example.org/, which is not among the target's origins. Correct the target's url, or add that origin.`,
  ],
];

test.each(cases)("when %s", (_name, given, name, sentence) => {
  expect(verdictOf(given)).toMatchObject({ name, sentence });
});

test("every verdict that a page can lead to has its case here", () => {
  // A login is judged before there is anything to read; the others are errors of the browser.
  const judgedElsewhere: VerdictName[] = ["login-failed", "unreachable", "timeout", "crashed"];
  const judged = new Set(cases.map(([, , name]) => name));
  expect(verdictNames.filter((name) => !judged.has(name))).toEqual(judgedElsewhere);
});

test.each<[string, Given, VerdictName]>([
  ["a failed run before walls", { site: strictest, rows: [["u1", null]], passwordField: true }, "layout-changed"],
  ["walls before a failed run of nobody", { site: strictest, rows: [[null, null]], passwordField: true }, "login-wall"],
  ["the server's answer before anything on the page", { status: 500, walls: ["login"], rows: [["u1"]] }, "error-page"],
  ["rows before walls", { rows: [["u1"]], walls: ["error"] }, "rows"],
  ["the site's walls before its empty list", { walls: ["login"], emptyMarker: true }, "login-wall"],
  ["a login before a block", { walls: ["login", "blocked", "error"] }, "login-wall"],
  ["an empty list before words that might mean a wall", { emptyMarker: true, excerpt: "captcha" }, "empty"],
  ["a password before words", { passwordField: true, excerpt: "Something went wrong" }, "login-wall"],
  ["walls before a page that is not ready", { walls: ["blocked"], placeholders: 2, loaded: false }, "blocked"],
  ["not ready before a changed layout", { busy: "<i>", missed: ["enough rows"] }, "not-ready"],
])("%s", (_name, given, name) => {
  expect(verdictOf(given).name).toBe(name);
});

test.each<[string, Given, VerdictName]>([
  ["of a page that is still loading", { loaded: false, missed: ["enough rows"] }, "not-ready"],
  ["of a page that is still at work", { busy: "<i>" }, "layout-changed"],
  ["of a page that still waits for something", { missed: ["the end of ready.gone"] }, "layout-changed"],
  ["beside placeholders", { placeholders: 1 }, "not-ready"],
  ["beside rows without an id", { rows: [[null]] }, "layout-changed"],
  ["beside a password field", { passwordField: true }, "login-wall"],
  ["of a screen of one user", { site: oneUser, rows: [[null]], rowMatches: [] }, "layout-changed"],
])("a count of 0 proves nothing %s", (_name, given, name) => {
  expect(verdictOf({ ...given, finding: { claimed: 0 } }).name).toBe(name);
});

test("an address for signing in is no wall where that was asked for", () => {
  const finding = { asked: "https://app.example.com/sso/users" };
  expect(verdictOf({ url: "https://app.example.com/sso/users", finding }).name).toBe("layout-changed");
});

test("a page without a server's answer is named without a status", () => {
  const capture = makeCapture({ rows: [[null]] });
  const { sentence } = verdictOf({ finding: { status: undefined, capture } });
  expect(sentence).toMatch(/^https:\/\/app\.example\.com\/users \(“Users”\) /);
});

test("what a page says of itself cannot act on a terminal, nor fill it, nor break out of its quotes", () => {
  const { sentence } = verdictOf({ title: `\u001b[31m” is fine\u202e “${"x".repeat(500)}`, missed: ["enough rows"] });
  expect(sentence).toContain(`(“\\u001b[31m" is fine\\u202e "${"x".repeat(53)}…”, status 200)`);
});

test("a verdict rests on where the browser was and what it found there", () => {
  const { evidence } = verdictOf({ rows: [["u1"], [null]], finding: { claimed: 5, pages: 2 } });
  expect(evidence).toEqual({
    url: "https://app.example.com/users",
    title: "Users",
    status: 200,
    pages: 2,
    rows: 2,
    found: { userId: 1 },
    claimed: 5,
    rowMatches: { ".user": 2 },
  });
});

test("a good run still tells of a field found nowhere, and of a total nobody can read", () => {
  const withOrg = site.parse({
    version: 1,
    rows: ".user",
    fields: {
      userId: ".id",
      company: [".org", { column: "Org" }],
      lastAction: { text: ".l", transforms: [{ default: "-" }] },
    },
  });
  const { name, warnings } = verdictOf({
    site: withOrg,
    rows: [
      ["u1", null, null, null],
      ["u2", null, null, null],
    ],
    finding: { claimed: "unread" },
  });
  expect(name).toBe("rows");
  expect(warnings).toEqual([
    "company was found in none of 2 rows (.org, column “Org”)",
    "the total that the page states could not be read, so completeness is not known",
  ]);
});

describe("an element of claims that is not there", () => {
  const claiming = site.parse({
    version: 1,
    rows: ".user",
    empty: ".none",
    claims: ".total",
    fields: { userId: ".id" },
  });
  const warningsOf = (page: Partial<Capture>): string[] => {
    const capture = makeCapture(page);
    const claimed = findClaim(claiming, { capture, documents: noDocuments }, new Date(0));
    return verdictOf({ site: claiming, ...page, finding: { claimed } }).warnings;
  };

  test("is told by its selector where there are rows", () => {
    expect(warningsOf({ rows: [["u1"]] })).toEqual(["claims .total was not found, so completeness is not known"]);
  });

  test("is as it should be where nobody is there, or something stands in the way", () => {
    expect([warningsOf({ emptyMarker: true }), warningsOf({ passwordField: true })]).toEqual([[], []]);
  });
});

test("only rows and a proven empty list are good", () => {
  expect(verdictNames.filter((name) => isGood(makeVerdict(name)))).toEqual(["rows", "empty"]);
});
