import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { sessionState, type SessionState } from "../../src/browser/session-state.ts";
import type { Tab } from "../../src/browser/tab.ts";
import { eventually } from "../support/eventually.ts";
import { openPageServer } from "../support/page-server.ts";
import { openTestBrowser } from "../support/test-browser.ts";
import { openLeases, readTitle } from "./leases.ts";

const { lease } = openLeases();

const html =
  (body: string, headers: Record<string, string | string[]> = {}) =>
  (response: ServerResponse) =>
    response.writeHead(200, { "content-type": "text/html", ...headers }).end(body);

const signIn = html(
  `<title>Signing in</title><script type=module>
    localStorage.setItem("team", "Ada's team");
    sessionStorage.setItem("tab", "7");
    const opening = indexedDB.open("app", 3);
    opening.onupgradeneeded = () => {
      const users = opening.result.createObjectStore("users", { keyPath: "id", autoIncrement: true });
      users.createIndex("by name", ["name", "team"], { unique: true });
      opening.result.createObjectStore("keys");
    };
    await new Promise((done) => (opening.onsuccess = done));
    const transaction = opening.result.transaction(["users", "keys"], "readwrite");
    const users = transaction.objectStore("users");
    users.put({ name: "Ada Example", team: 1, since: new Date("2026-01-02T03:04:05Z"), token: new Uint8Array([0, 127, 255]) });
    users.put({ name: "Bo Example", team: 1, tags: new Map([["role", new Set(["admin"])]]), $: "own", nothing: undefined, big: 12n });
    transaction.objectStore("keys").put(new Float64Array([1.5]).buffer, new Date(0));
    transaction.objectStore("keys").put(new File(["x"], "face.png"), "file");
    await new Promise((done) => (transaction.oncomplete = done));
    opening.result.close();
    document.title = "signed in";
  </script>`,
  { "set-cookie": ["user=ada; HttpOnly", "theme=dark; Max-Age=86400; SameSite=Lax"] },
);

/** What the first script of the app finds. */
const home = (response: ServerResponse) =>
  html(`<script>window.atStart = [localStorage.getItem("team"), sessionStorage.getItem("tab")]</script>
  <title>Users</title><script type=module>
    const opening = indexedDB.open("app");
    await new Promise((done) => (opening.onsuccess = done));
    const database = opening.result;
    const answer = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
    const store = (name) => database.transaction(name).objectStore(name);
    const [ada, bo] = await answer(store("users").getAll());
    const [buffer] = await answer(store("keys").getAll());
    const [key] = await answer(store("keys").getAllKeys());
    const { keyPath, unique } = store("users").index("by name");
    window.found = {
      atStart, cookie: ${JSON.stringify(response.req.headers.cookie)}, version: database.version, keyPath, unique,
      since: ada.since.toISOString(), token: ada.token.constructor.name + [...ada.token],
      role: [...bo.tags.get("role")], own: bo.$, hasNothing: "nothing" in bo && bo.nothing === undefined, big: String(bo.big),
      key: key.toISOString(), number: new Float64Array(buffer)[0], autoIncrement: store("users").autoIncrement, id: bo.id,
    };
    document.title = JSON.stringify(found);
  </script>`)(response);

const pages = { "/login": signIn, "/": home, "/quiet": "<p>Users</p>" };

async function untilTitle(tab: Tab, pattern: RegExp): Promise<string> {
  return await eventually(async () => {
    const title = await tab.evaluate(readTitle, undefined);
    return pattern.test(title) ? title : undefined;
  });
}

async function signInAt(tab: Tab, origin: string): Promise<void> {
  await tab.goto(`${origin}/login`);
  await untilTitle(tab, /signed in/);
}

test("takes a login to a fresh browser, complete before the app's first script", async () => {
  await using server = await openPageServer(pages);
  const origin = server.origin.replace("127.0.0.1", "localhost");
  const saved = await lease(
    async (tab) => {
      await signInAt(tab, origin);
      return JSON.stringify(await tab.readSession());
    },
    { profile: "ada" },
  );
  const state: SessionState = sessionState.parse(JSON.parse(saved));
  expect(state.origins.map(({ skipped }) => skipped)).toEqual([1]);

  const fresh = openTestBrowser();
  const [found, again] = await fresh.withTab(
    async (tab) => {
      await tab.restoreSession(state);
      await tab.goto(origin);
      return [JSON.parse(await untilTitle(tab, /^{/)) as unknown, await tab.readSession()] as const;
    },
    { signal: new AbortController().signal, deadlineMs: 20_000, block: true, profile: "ada" },
  );
  await fresh.close();

  expect(found).toEqual({
    atStart: ["Ada's team", "7"],
    cookie: "user=ada; theme=dark",
    version: 3,
    keyPath: ["name", "team"],
    unique: true,
    since: "2026-01-02T03:04:05.000Z",
    token: "Uint8Array0,127,255",
    role: ["admin"],
    own: "own",
    hasNothing: true,
    big: "12",
    key: "1970-01-01T00:00:00.000Z",
    number: 1.5,
    autoIncrement: true,
    id: 2,
  });
  expect(again).toEqual(JSON.parse(saved.replace('"skipped":1', '"skipped":0')));
  expect(server.requests).toEqual(["/login", "/"]);
});

test("reads and restores every origin the login led through", async () => {
  const setItem = (name: string) =>
    html(`<script>localStorage.setItem("at", "${name}"); sessionStorage.setItem("at", "${name}")</script>`);
  await using accounts = await openPageServer({ "/": setItem("accounts") });
  await using server = await openPageServer({ "/": setItem("app") });
  const read = () => [localStorage.getItem("at"), sessionStorage.getItem("at")];

  const [state, url] = await lease(
    async (tab) => {
      await tab.goto(accounts.origin);
      await tab.goto(server.origin);
      return [await tab.readSession(), tab.document.url];
    },
    { profile: "two origins" },
  );
  expect(url).toBe(`${server.origin}/`);
  expect(state.origins.map(({ origin }) => origin)).toEqual([server.origin, accounts.origin]);

  await using later = await openPageServer("");
  const moved = JSON.parse(JSON.stringify(state).replaceAll(accounts.origin, later.origin)) as SessionState;
  const items = await lease(
    async (tab) => {
      await tab.restoreSession(moved);
      await tab.goto(later.origin);
      return await tab.evaluate(read, undefined);
    },
    { profile: "two origins later" },
  );
  expect(items).toEqual(["accounts", "accounts"]);
});

test("restores under a guard too, and in place of what was there", async () => {
  await using server = await openPageServer(pages);
  const guard = { origins: [server.origin], readOnly: true, allowPosts: [] };
  const empty: SessionState = { version: 1, cookies: [], origins: [] };

  const cookies = await lease(
    async (tab) => {
      await signInAt(tab, server.origin);
      expect((await tab.readSession()).cookies).toHaveLength(2);
      await tab.restoreSession(empty);
      await tab.goto(`${server.origin}/quiet`);
      return (await tab.readSession()).cookies;
    },
    { profile: "guarded", guard },
  );

  expect(cookies).toEqual([]);
});

test("keeps to whom a cookie belongs: one host, or subdomains too", async () => {
  await using server = await openPageServer({
    "/": html("<p>Users</p>", {
      "set-cookie": ["own=1", "shared=1; Domain=app.localhost", "apart=1; Secure; SameSite=None; Partitioned"],
    }),
  });
  const origin = server.origin.replace("127.0.0.1", "app.localhost");

  const [before, after] = await lease(
    async (tab) => {
      await tab.goto(origin);
      const state = await tab.readSession();
      await tab.restoreSession(state);
      await tab.goto(server.origin);
      return [state.cookies, (await tab.readSession()).cookies.filter(({ domain }) => domain.includes("app"))];
    },
    { profile: "domains" },
  );

  expect(before.map(({ name, domain }) => `${name} ${domain}`).sort()).toEqual([
    "apart app.localhost",
    "own app.localhost",
    "shared .app.localhost",
  ]);
  expect(before.find(({ name }) => name === "apart")?.partitionKey).toMatchObject({
    topLevelSite: "http://app.localhost",
  });
  expect(after).toEqual(before);
});

test("logs out", async () => {
  await using server = await openPageServer(pages);

  const state = await lease(
    async (tab) => {
      await signInAt(tab, server.origin);
      expect((await tab.readSession()).cookies).toHaveLength(2);
      await tab.clearSession();
      await tab.goto(`${server.origin}/quiet`);
      return await tab.readSession();
    },
    { profile: "out" },
  );

  expect(state).toEqual({
    version: 1,
    cookies: [],
    origins: [{ origin: server.origin, localStorage: [], sessionStorage: [], databases: [], skipped: 0 }],
  });
});
