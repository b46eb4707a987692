import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { readBundle } from "../../../src/scrape/bundle/bundle.ts";
import { replay } from "../../../src/scrape/bundle/replay.ts";
import { filesOf, replayFolder, runWithBundle, siteOf } from "../../support/failed-run.ts";
import { openPageServer } from "../../support/page-server.ts";
import { tempFolder, type TempFolder } from "../../support/temp-folder.ts";
import { openTestBrowser } from "../../support/test-browser.ts";

const browser = openTestBrowser();
afterAll(() => browser.close());

let folder: TempFolder;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

type Pages = Parameters<typeof openPageServer>[0];
type Written = Record<string, unknown>;

const row = (id: string, more = ""): string =>
  `<tr><td class="id">${id}</td><td class="name">User ${id}</td><td class="views">1,2${id.length}0</td>${more}</tr>`;
const table = (...rows: string[]): string =>
  `<!doctype html><title>Users</title><table class="users"><tbody>${rows.join("")}</tbody></table>`;
const answer =
  (status: number, body: string, headers = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, { "content-type": "text/html", ...headers }).end(body);

const users = {
  rows: ".users tbody tr",
  fields: {
    userId: ".id",
    userName: [".full-name", ".name"],
    pageViews: ".views",
    email: { attribute: "title", of: ".mail" },
  },
};
const openShadow = `<div id="host"></div><iframe srcdoc="<ul><li class=user><b class=id>bo</b></li></ul>"></iframe>
  <script>document.getElementById("host").attachShadow({ mode: "open" }).innerHTML =
    '<ul><li class="user"><b class="id">ada</b></li><li class="user"></li></ul>'</script>`;

const cases: [string, string, Pages, Written][] = [
  ["rows stand where nobody looks", "layout-changed", table(row("ada"), row("bo")), { ...users, rows: ".people tr" }],
  [
    "no row gives an id",
    "layout-changed",
    table(row("ada")),
    { ...users, fields: { ...users.fields, userId: ".key" } },
  ],
  ["one row gives no id", "partial", table(row("ada"), `<tr><td class="name">Bo</td></tr>`, row("cy")), users],
  [
    "page 3 of a list wants a login",
    "partial",
    {
      "/": `${table(row("ada"))}<a class="next" href="/two">Next</a>`,
      "/two": `${table(row("bo"), row("cy"))}<a class="next" href="/three">Next</a>`,
      "/three": `<title>Sign in</title><form><input type="password" name="p"></form>`,
    },
    { ...users, pages: { next: "a.next" } },
  ],
  [
    "the last of two pages has a row without an id",
    "partial",
    {
      "/": `${table(row("ada"))}<a class="next" href="/two">Next</a>`,
      "/two": table(row("ada"), row("cy"), `<tr><td class="name">Bo</td></tr>`),
    },
    { ...users, pages: { next: "a.next" } },
  ],
  [
    "the page is a login",
    "login-wall",
    `<title>Sign in</title><form><input type="password" value="hunter2"></form>`,
    users,
  ],
  [
    "the server wants to be left alone",
    "blocked",
    { "/": answer(429, "<title>Slow down</title>", { "retry-after": "120" }) },
    users,
  ],
  ["the server broke down", "error-page", { "/": answer(500, "<title>Oops</title>") }, users],
  ["an error is told with status 200", "error-page", "<title>Users</title><h1>Something went wrong</h1>", users],
  [
    "the rows are placeholders",
    "not-ready",
    table(`<tr class="skeleton"><td class="id"></td></tr>`, `<tr class="skeleton"><td class="id"></td></tr>`),
    users,
  ],
  ["the page is still at work", "not-ready", `<title>Users</title><div class="big-spinner">…</div>`, users],
  [
    "the total says more",
    "partial",
    `${table(row("ada"))}<p class="total">1–1 of 7</p>`,
    { ...users, claims: ".total" },
  ],
  ["rows are in a shadow root and a frame", "partial", openShadow, { rows: ">>> li.user", fields: { userId: ".id" } }],
  [
    "a form hides its own properties behind its fields",
    "partial",
    `<title>Users</title><form class="user"><input name="attributes"><input name="children"><input name="localName" value="ada">
      <b class="id">ada</b></form><form class="user"><input name="nodeType"><input name="firstChild"></form>`,
    { rows: "form.user", fields: { userId: ".id", company: { property: "value", of: "input:last-of-type" } } },
  ],
  [
    "hidden rows are left out",
    "partial",
    `<title>Users</title><style>.gone { display: none }</style>${table(row("ada"), `<tr></tr>`).replaceAll("<tr></tr>", '<tr class="gone"><td class="id">x</td></tr><tr><td class="name">y</td></tr>')}`,
    { ...users, rows: { css: ".users tr", visible: true } },
  ],
  [
    "JSON in the page lacks an id",
    "partial",
    `<title>Users</title><script id="state" type="application/json">{"list":{"total":2,"users":[{"id":7,"name":"Ada"},{"name":"Bo </script>"}]}}</script>`.replace(
      '</script>"',
      '<\\/script>"',
    ),
    {
      data: { embedded: "#state", items: "list.users", total: "list.total" },
      fields: { userId: { json: "id" }, userName: { json: "name" } },
    },
  ],
  [
    "JSON of a global and of a storage lacks an id",
    "partial",
    `<title>Users</title><script>localStorage.setItem("org", "Example Co"); window.state = { users: [{ id: "ada" }, {}] }</script>`,
    {
      data: { global: "state", items: "users" },
      fields: { userId: { json: "id" }, company: { localStorage: "org" } },
    },
  ],
  [
    "a fetched list lacks an id",
    "partial",
    {
      "/": `<title>Users</title><script>fetch("/api/users?page=1"); fetch("/api/users?page=2")</script>`,
      "/api/users": answer(200, `{"users":[{"id":"ada"},{}]}`, { "content-type": "application/json" }),
    },
    {
      ready: { response: "/api/users?page=2", timeout: "5s" },
      data: { response: "/api/users", items: "users" },
      fields: { userId: { json: "id" } },
    },
  ],
  [
    "columns are told by their headers",
    "partial",
    `<title>Users</title><table><thead><tr><th>Last name ▲<th>Hits</thead><tbody><tr><td>Ada<td>4<tr><td><td>5</table>`,
    { rows: "tbody tr", fields: { userId: { column: "Last name" }, pageViews: { column: "Hits" } } },
  ],
];

describe("a bundle of a run in which", () => {
  for (const policy of ["keep", "masked"] as const)
    test.each(cases)(`%s (%s) replays the same, ${policy}`, async (_name, verdict, pages, written) => {
      const { fields, ...rest } = written as { fields: Record<string, unknown> };
      const site = { ...rest, fields: policy === "keep" ? fields : hashed(fields) };
      await using server = await openPageServer(pages);
      const result = await runWithBundle(browser, { url: server.url, site, folder: join(folder.path, "bundles") });
      expect(result.verdict.name, result.verdict.sentence).toBe(verdict);
      expect(result.warnings).toEqual([]);

      await server[Symbol.asyncDispose]();
      const { replayed, differences } = await replayFolder(browser, result.bundle!);
      expect(differences).toEqual([]);
      expect(replayed.verdict.name, replayed.verdict.sentence).toBe(verdict);
      expect(replayed.notes.join()).not.toMatch(/changed before|no page\.html/);
      expect(replayed.observations).toHaveLength(result.observations.length);
      if (policy === "keep") expect(replayed.observations).toEqual(result.observations);
    });
});

/** The same fields, with the ids hashed and the names masked. */
function hashed(fields: Record<string, unknown>): Record<string, unknown> {
  const withPolicy = (name: string, privacy: string): object => {
    const written = fields[name];
    if (written === undefined) return {};
    const whole =
      typeof written === "string" ? { text: written } : Array.isArray(written) ? { first: written } : written;
    return { [name]: { ...(whole as object), privacy } };
  };
  return { ...fields, ...withPolicy("userId", "hash"), ...withPolicy("userName", "mask") };
}

describe("a run without a page", () => {
  test("that timed out leaves what is known, and the replay says that there was no page", async () => {
    await using server = await openPageServer({ "/": () => {} });
    const target = { timeoutMs: 300 };
    const result = await runWithBundle(browser, {
      url: server.url,
      site: users,
      folder: join(folder.path, "bundles"),
      target,
    });
    expect(result.verdict.name).toBe("timeout");
    expect(Object.keys(await filesOf(result.bundle!))).toEqual([
      "README.txt",
      "evidence.json",
      "readings.json",
      "responses.json",
      "target.json",
    ]);
    const { replayed, differences } = await replayFolder(browser, result.bundle!);
    expect(replayed).toMatchObject({ extraction: undefined, notes: [expect.stringContaining("no page to read")] });
    expect(differences).toEqual([]);
  });

  test("whose browser crashed leaves a bundle all the same", async () => {
    await using server = await openPageServer({
      "/": (response) => {
        response.writeHead(200, { "content-type": "text/html" }).write("<title>Users</title><p>");
        process.kill(browser.facts.pid!, "SIGKILL");
      },
    });
    await browser.withTab(async () => {}, { signal: AbortSignal.timeout(20_000), deadlineMs: 20_000, block: true });
    const result = await runWithBundle(browser, { url: server.url, site: users, folder: join(folder.path, "bundles") });
    expect(result.verdict.name).toBe("crashed");
    const { bundle } = await replayFolder(browser, result.bundle!);
    expect(bundle.evidence).toMatchObject({ verdict: "crashed", count: 1 });
    expect(bundle.evidence.judged).toBeUndefined();
  });
});

test("a run that ends well leaves no bundle", async () => {
  await using server = await openPageServer(table(row("ada")));
  const result = await runWithBundle(browser, { url: server.url, site: users, folder: join(folder.path, "bundles") });
  expect(result).toMatchObject({ verdict: { name: "rows" }, bundle: undefined });
});

describe("an edited site", () => {
  test("reads the saved page, and masked fields come from the record by row", async () => {
    await using server = await openPageServer(table(row("ada"), row("bo"), `<tr><td class="views">7</td></tr>`));
    const site = { ...users, fields: hashed({ ...users.fields, pageViews: ".visits" }) };
    const result = await runWithBundle(browser, { url: server.url, site, folder: join(folder.path, "bundles") });
    const bundle = await readBundle(result.bundle!);
    const edited = siteOf({ ...users, rows: ".users tr:has(.id)", fields: hashed({ ...users.fields }) });
    const replayed = await replay({ bundle, site: edited, browser, signal: AbortSignal.timeout(20_000) });
    expect(replayed.verdict.name, replayed.verdict.sentence).toBe("rows");
    expect(replayed.observations.map(({ known }) => known.userName)).toEqual(["Uxxx xxx", "Uxxx xx"]);
    expect(replayed.notes.join()).toContain("userId, userName come from the record, row by row");
  });
});

test("a saved password is nowhere, and what was typed into a login is not either", async () => {
  const page = `<title>Sign in</title><form><input name="user" value="ada.example"><input type="password" value="hunter2-secret"></form>`;
  await using server = await openPageServer(page);
  const result = await runWithBundle(browser, { url: server.url, site: users, folder: join(folder.path, "bundles") });
  expect(Object.values(await filesOf(result.bundle!)).join()).not.toMatch(/hunter2|ada\.example/);
});

test("a login that was refused leaves the page that says so, without what was typed", async () => {
  const form = `<title>Sign in</title><form action="/login"><input name="user" id="user"><input type="password" id="password"><button>Go</button></form>`;
  await using server = await openPageServer({
    "/": form,
    "/login": `${form}<p class="error">Wrong password for ada.example, not pass-Word-77</p>`,
  });
  const login = {
    steps: [
      { type: { into: "#user", secret: "username" } },
      { type: { into: "#password", secret: "password" } },
      { click: "button" },
    ],
    success: "#welcome",
    failures: { wrongPassword: ".error" },
  };
  const result = await runWithBundle(browser, {
    url: server.url,
    site: { ...users, login },
    folder: join(folder.path, "bundles"),
    target: { secrets: { username: "ada.example", password: "pass-Word-77" } },
  });
  expect(result.verdict.name, result.verdict.sentence).toBe("login-failed");
  const files = await filesOf(result.bundle!);
  expect(files["page.html"]).toContain("not [secret]");
  expect(files["page.html"]).not.toContain("value=");
  expect(Object.keys(files)).not.toContain("screenshot.png");
  expect(Object.values(files).join()).not.toContain("pass-Word-77");
  const { replayed } = await replayFolder(browser, result.bundle!);
  expect(replayed).toMatchObject({ verdict: { name: "login-failed" }, extraction: undefined });
});
