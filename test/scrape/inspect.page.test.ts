import { afterAll, expect, test } from "vitest";
import { inspectRun, type TargetCheck } from "../../src/scrape/inspect.ts";
import { scrape } from "../../src/scrape/scrape.ts";
import { site as siteSchema } from "../../src/site/schema.ts";
import { openPageServer } from "../support/page-server.ts";
import { openTestBrowser } from "../support/test-browser.ts";

const browser = openTestBrowser();
afterAll(() => browser.close());

async function check(html: string, written: object): Promise<TargetCheck> {
  await using server = await openPageServer(`<title>Users</title>${html}`);
  const site = siteSchema.parse({ version: 1, ready: { timeout: "300ms" }, ...written });
  const target = { name: "users", url: server.url, site, timeoutMs: 20_000, block: true };
  const result = await scrape(target, { browser, signal: AbortSignal.timeout(30_000), inspect: true, salt: "s" });
  return inspectRun(result, site);
}

test("coverage counts what was read, by which way, and not what a default put there", async () => {
  const { fields, rows, verdict } = await check(
    `<ul><li><b>u1</b><i class="n">Ada</i><u>1</u></li><li><b>u2</b><em class="m">Bo</em><u>soon</u></li><li><b>u3</b></li></ul>`,
    {
      rows: "li",
      fields: {
        userId: "b",
        userName: [".n", ".m"],
        pageViews: { text: "u", transforms: ["number", { default: 0 }] },
      },
    },
  );
  expect({ rows, verdict }).toEqual({ rows: 3, verdict: "rows" });
  expect(fields).toEqual([
    { field: "userId", seen: 3, rows: 3, ways: [{ source: "b", won: 3 }], privacy: "keep", missing: [] },
    {
      field: "userName",
      seen: 2,
      rows: 3,
      ways: [
        { source: ".n", won: 1 },
        { source: ".m", won: 1 },
      ],
      privacy: "keep",
      missing: [{ reason: ".n matched nothing", rows: 1 }],
    },
    {
      field: "pageViews",
      seen: 1,
      rows: 3,
      ways: [{ source: "u", won: 1 }],
      privacy: "keep",
      missing: [
        { reason: "“soon” is not a number; the default stands in", rows: 1 },
        { reason: "u matched nothing; the default stands in", rows: 1 },
      ],
    },
  ]);
});

test("reasons of a field that is not kept quote nothing of it", async () => {
  const checked = await check(`<ul><li><b>u1</b><i>secret@home</i></li></ul>`, {
    rows: "li",
    fields: { userId: "b", email: { text: "i", privacy: "mask" } },
  });
  expect(checked.fields[1]).toMatchObject({ seen: 0, privacy: "mask" });
  expect(checked.fields[1]!.missing[0]!.reason).toMatch(/does not fit/);
  expect(JSON.stringify(checked)).not.toContain("secret");
});

test("what is worth a look is told with its place in the selector file", async () => {
  const { warnings } = await check(
    `<p class="name">Cy</p><div id="list"><ul><li><b>u1</b><i class="name">Ada</i></li></ul></div><div id="list"></div>`,
    {
      rows: "#list li",
      fields: {
        userId: "b",
        userName: ".name",
        company: ".css-1x2y3z",
        lastAction: { text: ".last", transforms: [{ default: "none" }] },
      },
    },
  );
  expect(warnings).toEqual([
    { place: undefined, message: "company was found in none of 1 row (.css-1x2y3z)" },
    { place: "fields.lastAction", message: "was read in none of 1 row: only its default stands there" },
    {
      place: "fields.company",
      message: expect.stringMatching(/^\.css-1x2y3z hangs on the class css-1x2y3z, which Emotion/),
    },
    {
      place: "rows",
      message:
        "#list li hangs on the id “list”, which stands on several elements of the page: name one of them by something else",
    },
    {
      place: "fields.userName",
      message: ".name matches 2 in the document and 1 in 1 row: perhaps “rows” leaves some out",
    },
  ]);
});

test("what counts matches and finds none in any row is told, since “no” looks like data", async () => {
  const { warnings } = await check(`<ul><li class="a"><b>u1</b><i class="on"></i></li><li><b>u2</b></li></ul>`, {
    rows: "li",
    fields: {
      userId: "b",
      isActive: { exists: ".online" },
      pageViews: { count: ".on" },
      clickCount: { count: ".click" },
    },
  });
  expect(warnings).toEqual([
    {
      place: "fields.clickCount",
      message: ".click matches in none of 2 rows: either that is so, or it no longer fits",
    },
    { place: "fields.isActive", message: ".online matches in none of 2 rows: either that is so, or it no longer fits" },
  ]);
});

test("a tag alone that stands elsewhere too is nothing to warn of", async () => {
  const { warnings } = await check(`<b>Users</b><ul><li><b>u1</b></li></ul>`, { rows: "li", fields: { userId: "b" } });
  expect(warnings).toEqual([]);
});

test("a page that never came has its address and no fields", async () => {
  const site = siteSchema.parse({ version: 1, rows: "li", fields: { userId: "b" } });
  const target = { name: "users", url: "http://127.0.0.1:9/", site, timeoutMs: 20_000, block: true };
  const result = await scrape(target, { browser, signal: AbortSignal.timeout(30_000), inspect: true });
  expect(inspectRun(result, site)).toMatchObject({
    verdict: "unreachable",
    url: "http://127.0.0.1:9/",
    status: undefined,
    fields: [],
    warnings: [],
  });
});

test.each([
  [{}, ["userName and email are kept as they are, since privacy says nothing of it: say keep, mask, hash or drop"]],
  [{ userName: "mask" }, ["email is kept as it is, since privacy says nothing of it: say keep, mask, hash or drop"]],
  [{ userName: "keep", email: "hash" }, []],
])(
  "of who somebody is, what is kept without a word is a hint: %j",
  async (privacy: Record<string, string>, expected) => {
    const { hints, warnings } = await check(`<ul><li><b>u1</b><i>Ada</i><u>ada@example.com</u></li></ul>`, {
      rows: "li",
      fields: {
        userId: "b",
        userName: { text: "i", privacy: privacy.userName },
        email: { text: "u", privacy: privacy.email },
      },
    });
    expect([hints, warnings]).toEqual([expected, []]);
  },
);
