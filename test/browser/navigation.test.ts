import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import type { Tab } from "../../src/browser/tab.ts";
import { eventually } from "../support/eventually.ts";
import { openPageServer } from "../support/page-server.ts";
import { openLeases, readTitle } from "./leases.ts";

const { lease } = openLeases();

/** A page whose first 100 by 100 pixels are one thing to click. */
const clickable = (element: string): string =>
  `<!doctype html><title>Users</title><style>body { margin: 0 } a, button { display: block; width: 100px; height: 100px }</style>${element}`;
const middle = { x: 50, y: 50 };

const second = "<title>Teams</title><p>Team</p>";

test.each([
  ["a link", "<a href=/second>Teams</a>"],
  ["a form", "<form action=/second><button>Teams</button></form>"],
  ["a script", "<button onclick=\"location.href = '/second'\">Teams</button>"],
  [
    "a script that waits for a moment",
    "<button onclick=\"setTimeout(() => location.assign('/second'))\">Teams</button>",
  ],
])("waits for the document that a click on %s leads to", async (_what, element) => {
  await using server = await openPageServer({ "/": clickable(element), "/second": second });

  const [navigated, document, title] = await lease(async (tab) => {
    await tab.goto(server.origin);
    const navigated = await tab.afterNavigation(() => tab.click(middle));
    return [navigated, tab.document, await tab.evaluate(readTitle, undefined)] as const;
  });

  expect([navigated, title]).toEqual([true, "Teams"]);
  expect(document).toMatchObject({ status: 200 });
  expect(new URL(document.url).pathname).toBe("/second");
});

test("is not back before the document is there as a whole", async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  await using server = await openPageServer({
    "/": clickable("<a href=/second>Teams</a>"),
    "/second": (response) => {
      response.writeHead(200, { "content-type": "text/html" }).write(second);
      asked.resolve(response);
    },
  });

  const [early, text] = await lease(async (tab) => {
    await tab.goto(server.origin);
    let isBack = false;
    const going = tab.afterNavigation(() => tab.click(middle)).then(() => (isBack = true));
    const response = await asked.promise;
    await eventually(() => tab.document.url.endsWith("/second"));
    const early = isBack;
    response.end("<p>Other team</p>");
    await going;
    return [early, await tab.evaluate(() => document.body.textContent, undefined)] as const;
  });

  expect([early, text]).toEqual([false, "TeamOther team"]);
});

test.each([
  ["does nothing", "<button>Nothing</button>", ""],
  ["goes to a fragment", "<a href=#below>Below</a>", "#below"],
])("goes on at once after a click that %s", async (_what, element, hash) => {
  await using server = await openPageServer({ "/": clickable(element) });

  const [navigated, url] = await lease(async (tab) => {
    await tab.goto(server.origin);
    return [await tab.afterNavigation(() => tab.click(middle)), tab.document.url] as const;
  });

  expect([navigated, url]).toEqual([false, `${server.origin}/${hash}`]);
});

test("counts pushState as no navigation, and knows the new address", async () => {
  const push = "<button onclick=\"history.pushState(null, '', '/users/1')\">User</button>";
  await using server = await openPageServer({ "/": clickable(push) });

  const [navigated, document] = await lease(async (tab) => {
    await tab.goto(server.origin);
    return [await tab.afterNavigation(() => tab.click(middle)), tab.document] as const;
  });

  expect(navigated).toBe(false);
  expect(document).toEqual({ url: `${server.origin}/users/1`, status: 200, retryAfter: undefined });
});

test.each([
  ["is refused", "<a href=http://localhost:1/>Out</a>"],
  ["brings nothing to show", "<a href=/nothing>Nothing</a>"],
  ["brings a download", "<a href=/download>Download</a>"],
  ["asks first", "<a href=/nothing onclick=\"return confirm('Sure?')\">Nothing</a>"],
])("goes on where it is after a click on a link that %s", async (_what, link) => {
  const endless = "<img src=/endless>";
  await using server = await openPageServer({
    "/": clickable(link + endless),
    "/nothing": (response) => response.writeHead(204).end(),
    "/download": (response) => response.writeHead(202, { "content-disposition": "attachment" }).end("name,team"),
    "/endless": () => {},
  });
  const guard = { origins: [server.origin], readOnly: false, allowPosts: [] };

  const [title, document] = await lease(
    async (tab) => {
      await tab.goto(server.origin);
      await tab.afterNavigation(() => tab.click(middle));
      return [await tab.evaluate(readTitle, undefined), tab.document] as const;
    },
    { guard, block: false },
  );

  expect(title).toBe("Users");
  expect(document).toMatchObject({ url: `${server.origin}/`, status: 200 });
});

test("tells how the last document was answered, also when the page went there by itself", async () => {
  await using server = await openPageServer({
    "/": "<title>Users</title><script type=module>location.href = '/busy'</script>",
    "/quiet": "<p>Users</p>",
    "/busy": (response) => response.writeHead(429, { "retry-after": "120" }).end("<title>Busy</title>"),
  });

  const documents = await lease(async (tab: Tab) => {
    await tab.goto(server.origin);
    await eventually(async () => (await tab.evaluate(readTitle, undefined)) === "Busy");
    const byItself = tab.document;
    return [byItself, await tab.goto(`${server.origin}/busy`), await tab.goto(`${server.origin}/quiet`)];
  });

  const busy = { url: `${server.origin}/busy`, status: 429, retryAfter: "120" };
  expect(documents.slice(0, 2)).toEqual([busy, busy]);
  expect(documents[2]).toMatchObject({ status: 200, retryAfter: undefined });
});
