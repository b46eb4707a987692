import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WarmBrowser } from "../../src/browser/browser.ts";
import type { DemoApp } from "../../src/mock/demo-app/server.ts";
import { openApp } from "../mock/demo-app/visit.ts";
import { openPageServer } from "../support/page-server.ts";
import { openTestBrowser } from "../support/test-browser.ts";
import { idsOf, runAt, table, type DemoRun, type RunOptions } from "./demo-run.ts";

let browser: WarmBrowser;
let app: DemoApp;

beforeAll(async () => {
  browser = openTestBrowser();
  app = await openApp();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

const runWith = (troubles: string, more: object, options?: RunOptions): Promise<DemoRun> =>
  runAt(browser, app.at(troubles), { ...table, ready: { timeout: "800ms" }, ...more }, options);

const grid = {
  path: "users/virtual",
  rows: "[role=row]:not([hidden])",
  pages: { virtual: ".grid-box" },
  fields: {
    userId: { attribute: "data-user-id" },
    userName: ".name",
    pageViews: { text: ".views", transforms: ["number"] },
  },
};

/** A list that is scrolled tells its end by nothing: a busy machine must not take a slow answer for it. */
const scrolled = { ready: { timeout: "3s" } };

describe("reads every user once", () => {
  test.each<[string, string, object, number]>([
    ["by the next link", "people:120", { path: "users?page=1&size=25", pages: { next: "[rel=next]" } }, 5],
    ["by numbered links", "people:120", { path: "users?page=1&size=25", pages: { numbered: ".pages a" } }, 5],
    [
      "by the number in an address",
      "people:120",
      { path: "users?page=1&size=25", pages: { url: "?page={page}&size=25" } },
      5,
    ],
    [
      "by an address up to the claimed total",
      "people:120",
      { path: "users?page=1&size=50", claims: ".total", pages: { url: "?page={page}&size=50" } },
      3,
    ],
    ["by a button for more", "people:120", { path: "users/more", pages: { more: ".load-more" } }, 5],
    ["by scrolling the window", "people:120", { ...scrolled, path: "users/scroll", pages: { scroll: "page" } }, 5],
    [
      "by scrolling a box",
      "people:120",
      { ...scrolled, path: "users/scroll?box=1", pages: { scroll: ".scroller" } },
      5,
    ],
    [
      "by the next button of an app in the browser",
      "people:60",
      { path: "users/app", pages: { next: "button.next" } },
      3,
    ],
    [
      "by the next button, from what the app fetches",
      "people:60",
      {
        path: "users/app",
        rows: undefined,
        data: { response: "**/api/users?*", items: "users", total: "total" },
        pages: { next: "button.next" },
        fields: { userId: { json: "userId" }, userName: { json: "userName" } },
      },
      3,
    ],
    [
      "by the next button, from what GraphQL answers",
      "people:60+graphql",
      {
        rows: undefined,
        data: { response: "**/graphql", items: "data.users.nodes", total: "data.users.totalCount" },
        pages: { next: "button.next" },
        fields: { userId: { json: "userId" } },
      },
      3,
    ],
  ])("%s", async (_what, troubles, more, pages) => {
    const run = await runWith(troubles, more);
    const ids = await idsOf(app, troubles.split("+")[0]);
    expect(run.sentence).toBe(`${ids.length} rows read on ${pages} pages.`);
    expect(run.verdict.evidence.pages).toBe(pages);
    expect(run.ids).toEqual(ids);
  });

  test("of a grid of 500 that fills the same 20 rows anew", async () => {
    const run = await runWith("people:500", grid);
    expect(run.name).toBe("rows");
    // Rows that are used again stand in any order.
    expect(run.ids.toSorted()).toEqual(await idsOf(app, "people:500"));
    expect(run.verdict.evidence).toMatchObject({ claimed: 500, rows: 500 });
  });

  test("of a grid that was left scrolled to its middle", async () => {
    const script = `const box = document.querySelector("div");
      const draw = () => { const from = Math.floor(box.scrollTop / 20); box.firstElementChild.innerHTML = Array.from({ length: 8 }, (_, i) => from + i < 60 ? '<p style="position:absolute;margin:0;height:20px;top:' + (from + i) * 20 + 'px">user-' + (from + i) + "</p>" : "").join(""); };
      box.addEventListener("scroll", draw); box.scrollTop = 600; draw();`;
    await using server = await openPageServer(
      `<!doctype html><div style="height:100px;overflow:auto;position:relative"><section style="height:1200px"></section></div><script>${script}</script>`,
    );
    const site = {
      rows: "p",
      ready: { timeout: "500ms" },
      pages: { virtual: "div" },
      fields: { userId: { text: ":scope" } },
    };
    const { ids } = await runAt(browser, server.url, site);
    expect(ids.toSorted()).toEqual(Array.from({ length: 60 }, (_, index) => `user-${index}`).toSorted());
  });

  test("of a grid that fetches rows when they come to light", async () => {
    const script = `const box = document.querySelector("div"); let pending = new Set(), known = new Set(Array.from({ length: 8 }, (_, i) => i));
      const draw = () => { const from = Math.floor(box.scrollTop / 20);
        box.firstElementChild.innerHTML = Array.from({ length: 8 }, (_, i) => from + i).filter((i) => i < 24).map((i) => '<p style="position:absolute;margin:0;height:20px;top:' + i * 20 + 'px"' + (known.has(i) ? ">user-" + i : ' aria-busy="true">') + "</p>").join("");
        setTimeout(() => { for (let i = from; i < from + 8; i += 1) known.add(i); if (box.querySelector("[aria-busy]")) draw(); }, 120); };
      box.addEventListener("scroll", draw); draw();`;
    await using server = await openPageServer(
      `<!doctype html><div style="height:100px;overflow:auto;position:relative"><section style="height:480px"></section></div><script>${script}</script>`,
    );
    const site = {
      rows: "p",
      ready: { timeout: "3s" },
      pages: { virtual: "div" },
      fields: { userId: { text: ":scope" } },
    };
    const { ids, name } = await runAt(browser, server.url, site);
    expect(name).toBe("rows");
    expect(ids.toSorted()).toEqual(Array.from({ length: 24 }, (_, index) => `user-${index}`).toSorted());
  });

  test.each<[string, object]>([
    ["next", { path: "users?page=1", pages: { next: "[rel=next]" } }],
    ["numbered", { path: "users?page=1", pages: { numbered: ".pages a" } }],
    ["more", { path: "users/more", pages: { more: ".load-more" } }],
    ["scroll", { ...scrolled, path: "users/scroll", pages: { scroll: "page" } }],
    ["virtual", grid],
  ])("where there is only one: %s", async (_kind, more) => {
    const run = await runWith("people:1", more);
    expect([run.name, run.sentence, run.ids.length]).toEqual(["rows", "1 row read.", 1]);
  });
});

describe("a list that was left before its end is partial", () => {
  const pages = "https://app.example.com/with";

  test.each<[string, object]>([
    ["next", { path: "users?page=1&size=30", pages: { next: "[rel=next]", limit: 3 } }],
    ["url", { path: "users?page=1&size=30", pages: { url: "?page={page}&size=30", limit: 3 } }],
    ["more", { path: "users/more?size=30", pages: { more: ".load-more", limit: 3 } }],
    ["scroll", { ...scrolled, path: "users/scroll?size=30", pages: { scroll: "page", limit: 3 } }],
  ])("at its limit: %s", async (_kind, more) => {
    const run = await runWith("people:120", more);
    expect([run.name, run.ids.length]).toEqual(["partial", 90]);
    expect(run.sentence).toMatch(
      /^90 rows read on https:\/\/app.*; the list goes on beyond pages.limit, which is 3; raise it to read the rest\.$/,
    );
  });

  test.each<[string, object]>([
    ["next", { path: "users?page=1&size=40", pages: { next: "[rel=next]", limit: 3 } }],
    ["url", { path: "users?page=1&size=40", pages: { url: "?page={page}&size=40", limit: 3 } }],
    ["more", { path: "users/more?size=40", pages: { more: ".load-more", limit: 3 } }],
    ["scroll", { ...scrolled, path: "users/scroll?size=40", pages: { scroll: "page", limit: 3 } }],
  ])("unless it ends just there: %s", async (_kind, more) => {
    const run = await runWith("people:120", more);
    expect([run.name, run.sentence]).toEqual(["rows", "120 rows read on 3 pages."]);
  });

  test("where the way on leads back", async () => {
    const run = await runWith("looping-next+people:50", { pages: { next: "[rel=next]" } });
    expect([run.name, run.ids.length]).toEqual(["partial", 30]);
    expect(run.sentence).toBe(
      `30 rows read on ${pages}/looping-next+people:50/users?page=3&size=10 (“Users · Harbour Admin”, status 200); page 4 shows the rows of page 1 again, so the way on was left.`,
    );
  });

  test("where a page never answers, with all that stood on those before", async () => {
    const page = (id: string, next: string) => `<li data-id="${id}">${id}</li><a rel=next href="${next}">Next</a>`;
    await using server = await openPageServer({ "/": page("a", "/2"), "/2": page("b", "/3"), "/3": () => {} });
    const run = await runAt(
      browser,
      server.url,
      { rows: "li", pages: { next: "[rel=next]" }, fields: { userId: { attribute: "data-id" } } },
      { timeoutMs: 1_500 },
    );
    expect([run.name, run.ids]).toEqual(["partial", ["a", "b"]]);
    expect(run.sentence).toBe(
      "2 rows read, then page 3 ended it. Reading the page took longer than 1.5 s and was stopped.",
    );
  });

  test("but not where the last page leads to itself", async () => {
    const run = await runWith("endless-next", { pages: { next: "[rel=next]" } });
    expect([run.name, run.sentence, run.ids.length]).toEqual(["rows", "24 rows read on 3 pages.", 24]);
  });

  test("where the app wants a login from the third page on", async () => {
    const run = await runWith("login-wall-after:2", { path: "users?page=1&size=5", pages: { next: "[rel=next]" } });
    expect([run.name, run.ids.length, run.verdict.evidence.pages]).toEqual(["partial", 10, 2]);
    expect(run.sentence).toBe(
      `10 rows read, then page 3 ended it. ${pages}/login-wall-after:2/login?back=%2Fusers%3Fpage%3D3%26size%3D5 (“Sign in · Harbour Admin”, status 200) shows a password field and no rows: the app wants a login. Give the target a login, or sign in again if it has one.`,
    );
  });

  test.each([
    [
      "answers an error",
      500,
      "<title>Oops</title>",
      "(“Oops”, status 500) is an error page. Check the target's url and the app.",
    ],
    [
      "says that something went wrong",
      200,
      "<title>Oops</title>Something went wrong",
      "(“Oops”, status 200) says that something went wrong. Check the app.",
    ],
    [
      "wants less",
      429,
      "<title>Slow down</title>",
      "(“Slow down”, status 429) turned the browser away. Ask less often, or check what this account may see.",
    ],
  ])("where a numbered address %s", async (_what, status, html, told) => {
    await using server = await openPageServer({
      "/": "<p>ada</p>",
      "/2": (response) => void response.writeHead(status, { "content-type": "text/html" }).end(html),
    });
    const site = { rows: "p", ready: { timeout: "300ms" }, pages: { url: "/{page}" }, fields: { userId: ":scope" } };
    const run = await runAt(browser, server.url, site);
    expect([run.name, run.sentence]).toEqual([
      "partial",
      `1 row read, then page 2 ended it. https://app.example.com/2 ${told}`,
    ]);
  });

  test("where a page cannot be reached", async () => {
    await using server = await openPageServer({ "/": "<p>ada</p>", "/2": (response) => void response.destroy() });
    const site = { rows: "p", ready: { timeout: "300ms" }, pages: { url: "/{page}" }, fields: { userId: ":scope" } };
    const run = await runAt(browser, server.url, site);
    expect([run.name, run.sentence]).toEqual([
      "partial",
      "1 row read, then page 2 ended it. Cannot open https://app.example.com/2: the server closed the connection without an answer (net::ERR_EMPTY_RESPONSE). Check the address, and that it opens in a browser on this machine.",
    ]);
  });

  test("where a button brings nothing", async () => {
    await using server = await openPageServer("<p>ada</p><button>Next</button>");
    const site = { rows: "p", ready: { timeout: "300ms" }, pages: { next: "button" }, fields: { userId: ":scope" } };
    const run = await runAt(browser, server.url, site);
    expect([run.name, run.sentence]).toEqual([
      "partial",
      "1 row read on https://app.example.com/ (no title, status 200); page 2 never came.",
    ]);
  });

  test("where something lies over the button", async () => {
    await using server = await openPageServer(
      '<p>ada</p><button>Next</button><div id="veil" style="position:fixed;inset:0"></div>',
    );
    const site = { rows: "p", ready: { timeout: "300ms" }, pages: { next: "button" }, fields: { userId: ":scope" } };
    expect(await runAt(browser, server.url, site)).toMatchObject({ name: "partial", ids: ["ada"] });
  });
});

describe("a way on that is none ends the list", () => {
  test.each([
    ["a disabled button", "<button disabled>Next</button>"],
    ["a link of the class disabled", '<a class="disabled" href="/2">Next</a>'],
    ["a link in an item of that class", '<li class="disabled"><a href="/2">Next</a></li>'],
    ["a button that nobody sees", '<button style="display:none">Next</button>'],
    ["a link to where we are", '<a href="/">Next</a>'],
  ])("%s", async (_what, button) => {
    await using server = await openPageServer(`<p>ada</p>${button}`);
    const site = { rows: "p", ready: { timeout: "300ms" }, pages: { next: "a, button" }, fields: { userId: ":scope" } };
    expect(await runAt(browser, server.url, site)).toMatchObject({ name: "rows", sentence: "1 row read." });
  });

  test.each([
    ["a link without an address", "<a>Next</a>", ""],
    ["a button that changes the address", "<button>Next</button>", "history.pushState(null, '', '/users/2');"],
    ["a link to nowhere", '<a href="#">Next</a>', ""],
  ])("%s may still be one", async (_what, way, also) => {
    // Rows come a moment after the click, and the address changes before them.
    const script = `document.querySelector("a, button").onclick = ({ target }) => { ${also} target.remove(); setTimeout(() => { document.querySelector("p").textContent = "bo"; }, 100); };`;
    await using server = await openPageServer(`<p>ada</p>${way}<script>${script}</script>`);
    const site = { rows: "p", ready: { timeout: "1s" }, pages: { next: "a, button" }, fields: { userId: ":scope" } };
    expect(await runAt(browser, server.url, site)).toMatchObject({ name: "rows", ids: ["ada", "bo"] });
  });
});
