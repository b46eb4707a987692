import { afterAll, describe, expect, test } from "vitest";
import type { Tab } from "../../src/browser/tab.ts";
import { explainPage, type Explanation, type FieldExplanation } from "../../src/scrape/explain.ts";
import { scrape } from "../../src/scrape/scrape.ts";
import { site as siteSchema } from "../../src/site/schema.ts";
import type { SiteField } from "../../src/site/site-fields.ts";
import { openPageServer } from "../support/page-server.ts";
import { openTestBrowser } from "../support/test-browser.ts";

const browser = openTestBrowser();
afterAll(() => browser.close());

interface Asked {
  user?: string;
  userIdPrefix?: string;
  /** What becomes of the page between its reading and its explanation. */
  before?: (tab: Tab) => Promise<void>;
}

async function explain(
  pages: string | Record<string, string>,
  written: object,
  asked: Asked = {},
): Promise<Explanation> {
  await using server = await openPageServer(pages);
  const { user, userIdPrefix = "", before } = asked;
  const site = siteSchema.parse({ version: 1, ready: { timeout: "300ms" }, ...written });
  const target = { name: "users", url: server.url, site, timeoutMs: 20_000, block: true, userIdPrefix };
  const options = { now: new Date("2026-11-23T12:00:00.000Z"), salt: "s", userIdPrefix };
  const fields = Object.keys(site.fields) as SiteField[];
  let explanation: Explanation | undefined;
  await scrape(target, {
    browser,
    signal: AbortSignal.timeout(30_000),
    inspect: true,
    onPage: async (tab, findings) => {
      await before?.(tab);
      explanation = await explainPage(tab, findings, { user, fields, options });
    },
  });
  return explanation!;
}

async function explainField(
  html: string,
  name: SiteField,
  field: unknown,
  more: object = {},
): Promise<FieldExplanation> {
  const explanation = await explain(html, { rows: ".user", fields: { userId: "b", [name]: field }, ...more });
  return (explanation as Extract<Explanation, { type: "row" }>).fields.find((one) => one.field === name)!;
}

const list = `<p class="name">Users</p>
  <div class="user"><b>u1</b> <span class="name big" data-testid="who">Ada Example</span> <i class="views">1,204</i></div>
  <div class="user"><b>u2</b> <span class="name">Bo Example</span></div>`;

test("every way is told with its matches, its text, its steps and its end", async () => {
  const views = await explainField(list, "pageViews", [
    ".clicks",
    { text: ".views", transforms: [{ regex: "^(\\d)" }, "number"] },
  ]);
  expect(views).toMatchObject({
    outcome: { value: 1 },
    winner: 1,
    ways: [
      { source: ".clicks", reads: [{ inRow: 0, inDocument: 0 }], raw: { missing: ".clicks matched nothing" } },
      {
        source: ".views",
        reads: [{ source: ".views", inRow: 1, inDocument: 1, nearMiss: undefined }],
        raw: { value: "1,204" },
        steps: [
          { name: "regex", outcome: { value: "1" } },
          { name: "number", outcome: { value: 1 } },
        ],
        outcome: { value: 1 },
      },
    ],
  });
});

describe("where nothing matched, what nearly does is shown", () => {
  const near: [written: unknown, found: object][] = [
    [".user-name", { selector: ".name", text: "Ada Example" }],
    [".userNames", { selector: ".name", text: "Ada Example" }],
    [".card .name", { selector: ".name", text: "Ada Example" }],
    [".users > .name", { selector: ".name", text: "Ada Example" }],
    [".names .big", { selector: ".big", text: "Ada Example" }],
    ["span.name.bold", { selector: "span.name", text: "Ada Example" }],
    ["[data-testid=user]", { selector: '[data-testid="who"]', text: "Ada Example" }],
    [
      { attribute: "data-testid", of: ".nick-name" },
      { selector: ".name", text: "who" },
    ],
    ["./em/span[4]", { selector: ".//span", text: "Ada Example" }],
    [
      { css: ".name", hasText: "Cy" },
      { selector: ".name", text: "Ada Example" },
    ],
  ];
  test.each(near)("%j", async (written, found) => {
    const { ways } = await explainField(list, "userName", written);
    expect(ways[0]!.reads[0]!.nearMiss).toEqual({ type: "selector", matches: 1, ...found });
  });

  test("of an element above the one that is read, that one's own name", async () => {
    const html = `<div class="user"><b>u1</b> <a class="mw-userlink" href="/u1"><bdi>Ada Example</bdi></a></div>`;
    const { ways } = await explainField(html, "userName", ".mw-user-link > bdi");
    expect(ways[0]!.reads[0]!.nearMiss).toMatchObject({ selector: ".mw-userlink > bdi", text: "Ada Example" });
  });

  test("also for what counts matches and found none", async () => {
    const { outcome, ways } = await explainField(list, "isActive", { exists: ".views-count" });
    expect(outcome).toEqual({ value: false });
    expect(ways[0]!.reads[0]!.nearMiss).toMatchObject({ selector: ".views", text: "1,204" });
  });

  test("and nothing where nothing does", async () => {
    const { ways } = await explainField(list, "userName", ".organisation");
    expect(ways[0]!.reads[0]!.nearMiss).toBeUndefined();
  });

  const table = `<table><thead><tr><th>Name</th><th>Last seen</th></tr></thead>
    <tbody><tr class="user"><td><b>u1</b> <a class="nick">Ada</a></td><td>today</td></tr></tbody></table>`;
  test("of a column, the headers that are there", async () => {
    const { ways } = await explainField(table, "lastAction", { column: "Last login" });
    const missing = "column “Last login” matched nothing; the headers are Name, Last seen";
    expect([ways[0]!.raw, ways[0]!.reads[0]!.nearMiss]).toEqual([{ missing }, undefined]);
  });

  test("of an element in a column that is there, the element", async () => {
    const { ways } = await explainField(table, "userName", { column: "Name", text: ".nick-name" });
    expect(ways[0]!.reads[0]!.nearMiss).toEqual({ type: "selector", selector: ".nick", matches: 1, text: "Ada" });
  });

  test("of a heading before the row, the heading", async () => {
    const html = `<h2 class="day">Monday</h2>${list}`;
    const { ways } = await explainField(html, "lastAction", { before: "h2.days" });
    expect(ways[0]!.reads[0]!.nearMiss).toMatchObject({ selector: "h2.day", text: "Monday" });
  });

  test("of each part of a template", async () => {
    const { ways } = await explainField(list, "userName", { join: "{a} {b}", parts: { a: ".name", b: ".name-two" } });
    expect(ways[0]!.reads).toMatchObject([
      { inRow: 1, nearMiss: undefined },
      { inRow: 0, nearMiss: { selector: ".name" } },
    ]);
  });

  test("of JSON, the keys that are there", async () => {
    const html = `<script type="application/json" id="data">[{"id":"u1","profile":{"fullName":"Ada"}}]</script>`;
    const explanation = await explain(html, {
      data: { embedded: "#data" },
      fields: { userId: { json: "id" }, userName: { json: "profile.name" } },
    });
    expect(explanation).toMatchObject({
      type: "row",
      userId: "u1",
      fields: [{}, { ways: [{ reads: [{ nearMiss: { type: "keys", keys: ["fullName"] } }] }] }],
    });
  });

  test("also where a form hides the methods of its document", async () => {
    const html = `<form class="user"><input name="querySelectorAll"><input name="getAttribute"><b>u1</b><u class="name">Ada</u></form>`;
    const { ways } = await explainField(html, "userName", ".user-name");
    expect(ways[0]!.reads[0]!.nearMiss).toMatchObject({ selector: ".name", text: "Ada" });
  });
});

describe("the row", () => {
  const fields = { userId: "b" };

  test("is the first where nobody is named", async () => {
    expect(await explain(list, { rows: ".user", fields })).toMatchObject({ page: 1, row: 1, rows: 2, userId: "u1" });
  });

  test.each([["u2"], ["wiki:u2"]])("is that of the user, by the id of the page or the metric: %s", async (user) => {
    const explanation = await explain(list, { rows: ".user", fields }, { user, userIdPrefix: "wiki:" });
    expect(explanation).toMatchObject({ type: "row", row: 2, userId: "wiki:u2" });
  });

  test("of an unknown user: who is there, the most alike first", async () => {
    const html = ["ada", "bo", "cyril"].map((id) => `<p class="user"><b>${id}</b></p>`).join("");
    expect(await explain(html, { rows: ".user", fields }, { user: "cyrill" })).toEqual({
      type: "unknown-user",
      user: "cyrill",
      seen: ["cyril", "ada", "bo"],
    });
  });

  test("on a page that was left is looked at again there", async () => {
    const pages = {
      "/": `<div class="user"><b>u1</b><i class="name">Ada</i></div><a class="next" href="/two">next</a>`,
      "/two": `<div class="user"><b>u2</b></div>`,
    };
    const written = { rows: ".user", pages: { next: ".next" }, fields: { ...fields, userName: ".full-name" } };
    expect(await explain(pages, written, { user: "u1" })).toMatchObject({
      page: 1,
      noNearMisses: undefined,
      fields: [{}, { ways: [{ reads: [{ nearMiss: { selector: ".name", text: "Ada" } }] }] }],
    });
    expect(await explain(pages, written, { user: "u2" })).toMatchObject({ page: 2, row: 1 });
  });

  test("that the page no longer shows is explained without near misses, and says so", async () => {
    const written = { rows: ".user", fields: { ...fields, userName: ".full-name" } };
    const explanation = await explain(list, written, {
      before: (tab) => tab.evaluate(() => document.querySelector(".user")!.remove(), undefined),
    });
    expect(explanation).toMatchObject({
      type: "row",
      userId: "u1",
      noNearMisses: "the page no longer shows this row, so what nearly matched there is not known",
    });
  });
});

test("without rows, what nearly is one is looked for in the document", async () => {
  expect(await explain(list, { rows: [".users", "li.row"], fields: { userId: "b" } })).toEqual({
    type: "no-rows",
    rows: [
      {
        selector: ".users",
        matches: 0,
        nearMiss: { type: "selector", selector: ".user", matches: 2, text: "u1 Ada Example 1,204" },
      },
      { selector: "li.row", matches: 0, nearMiss: undefined },
    ],
  });
});

test("rows that are there and still placeholders need nothing like them", async () => {
  const html = `<div class="user skeleton"><b></b></div>`;
  expect(await explain(html, { rows: ".user", fields: { userId: "b" } })).toEqual({
    type: "no-rows",
    rows: [{ selector: ".user", matches: 1, nearMiss: undefined }],
  });
});

describe("personal data", () => {
  test("that is not kept is shown by its policy, and what led to it in shape only", async () => {
    const html = `<div class="user"><b>u1</b><i class="mail">ada@example.com</i></div>`;
    const mail = await explainField(html, "email", { first: [".mail", ".e-mail"], privacy: "mask" });
    expect(mail).toMatchObject({
      privacy: "mask",
      outcome: { value: "axx@xxxxxxx.xxx" },
      ways: [{ raw: { shape: "xxx@xxxxxxx.xxx" }, outcome: { shape: "xxx@xxxxxxx.xxx" } }, {}],
    });
    expect(JSON.stringify(mail)).not.toContain("ada");
  });

  test("is not shown by the near miss of another field either", async () => {
    const html = `<div class="user"><b>u1</b><i class="contact-mail">ada@example.com</i></div>`;
    const explanation = await explain(html, {
      rows: ".user",
      fields: { userId: "b", email: { text: ".contact-mail", privacy: "drop" }, company: ".contact-company" },
    });
    expect(JSON.stringify(explanation)).toContain("xxx@xxxxxxx.xxx");
    expect(JSON.stringify(explanation)).not.toContain("ada@");
  });

  test("that is a hashed userId is found by its own text and shown as its hash", async () => {
    const written = { rows: ".user", fields: { userId: { text: "b", privacy: "hash" } } };
    const explanation = await explain(list, written, { user: "u2" });
    expect(explanation).toMatchObject({ row: 2, userId: expect.stringMatching(/^[0-9a-f]{24}$/) });
    expect(JSON.stringify(explanation)).not.toContain("u2");
  });
});
