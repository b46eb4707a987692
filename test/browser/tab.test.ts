import type { ServerResponse } from "node:http";
import { afterAll, expect, test } from "vitest";
import { openBrowser, type WarmBrowser } from "../../src/browser/browser.ts";
import { browserOptions } from "../../src/browser/options.ts";
import type { Tab } from "../../src/browser/tab.ts";
import { silentLog } from "../../src/log.ts";
import { eventually } from "../support/eventually.ts";
import { openPageServer } from "../support/page-server.ts";

const browser = openBrowser({ options: browserOptions.parse({}), log: silentLog });
afterAll(() => browser.close());

function lease<T>(work: (tab: Tab) => Promise<T>, options: Partial<Parameters<WarmBrowser["withTab"]>[1]> = {}) {
  return browser.withTab(work, { signal: new AbortController().signal, deadlineMs: 20_000, block: true, ...options });
}

const readNames = (selector: string): string[] =>
  Array.from(document.querySelectorAll(selector), (element) => element.textContent);

test("gives status and final address of a page, and what a function reads there", async () => {
  await using server = await openPageServer({
    "/users": "<p class=name>Ada Example</p><p class=name>Bo Example</p>",
    "/old": (response) => response.writeHead(302, { location: "/users" }).end(),
  });

  const answer = await lease(async (tab) => ({
    opened: await tab.goto(`${server.origin}/old`),
    names: await tab.evaluate(readNames, ".name"),
  }));

  expect(answer).toEqual({
    opened: { status: 200, url: `${server.origin}/users` },
    names: ["Ada Example", "Bo Example"],
  });
});

test("gives the status of an error page, also of one without a body", async () => {
  await using server = await openPageServer({ "/busy": (response) => response.writeHead(503).end() });

  expect(await lease((tab) => tab.goto(`${server.origin}/missing`))).toMatchObject({ status: 404 });
  expect(await lease((tab) => tab.goto(`${server.origin}/busy`))).toMatchObject({ status: 503 });
});

test("awaits a promise in the page, and passes undefined both ways", async () => {
  await using server = await openPageServer({ "/": "<p>Users</p>" });

  const results = await lease(async (tab) => {
    await tab.goto(server.origin);
    return [await tab.evaluate(async (count) => count + 1, 1), await tab.evaluate((argument) => argument, undefined)];
  });

  expect(results).toEqual([2, undefined]);
});

test("throws what the function in the page throws", async () => {
  await using server = await openPageServer({ "/": "<p>Users</p>" });

  const reading = lease(async (tab) => {
    await tab.goto(server.origin);
    return await tab.evaluate(readNames, "p[");
  });

  await expect(reading).rejects.toThrow("'p[' is not a valid selector");
});

test("reads the truth on a page that replaces the language under its readers", async () => {
  const tampering = `<p class=name>Ada Example</p><script>
    Array.prototype.map = Array.from = () => ["forged"];
    JSON.parse = JSON.stringify = () => "forged";
    Document.prototype.querySelectorAll = document.querySelector = () => [];
    Object.defineProperty(Node.prototype, "textContent", { get: () => "forged" });
  </script>`;
  await using server = await openPageServer({ "/": tampering });

  const names = await lease(async (tab) => {
    await tab.goto(server.origin);
    return await tab.evaluate((selector) => {
      const texts = [...document.querySelectorAll(selector)].map((element) => element.textContent);
      return JSON.parse(JSON.stringify(texts)) as string[];
    }, ".name");
  });

  expect(names).toEqual(["Ada Example"]);
});

test("reads the new document when the page replaced itself between two readings", async () => {
  await using server = await openPageServer({
    "/first": "<p class=name>Ada Example</p>",
    "/second": "<p class=name>Bo Example</p>",
  });

  const names = await lease(async (tab) => {
    await tab.goto(`${server.origin}/first`);
    await tab.evaluate(() => location.assign("/second"), undefined);
    return await eventually(async () => {
      const [name] = await tab.evaluate(readNames, ".name");
      return name !== "Ada Example" && name;
    });
  });

  expect(names).toBe("Bo Example");
});

test("reads the new document when the page replaces itself during a reading", async () => {
  await using server = await openPageServer({
    "/first": "<p class=name>Ada Example</p>",
    "/second": "<p class=name>Bo Example</p>",
  });

  const names = await lease(async (tab) => {
    await tab.goto(`${server.origin}/first`);
    return await tab.evaluate((selector) => {
      if (location.pathname === "/second") return document.querySelector(selector)!.textContent;
      location.assign("/second");
      return new Promise<string>(() => {});
    }, ".name");
  });

  expect(names).toBe("Bo Example");
});

test("loads a page afresh that differs from the last one only after the #", async () => {
  await using server = await openPageServer({
    "/app": "<p class=name></p><script>document.title = location.hash</script>",
  });
  const readTitle = (): string => document.title;

  const titles: string[] = [];
  for (const hash of ["#/users", "#/users", "#/teams"])
    await lease(async (tab) => {
      await tab.goto(`${server.origin}/app${hash}`);
      titles.push(await tab.evaluate(readTitle, undefined));
    });

  expect(titles).toEqual(["#/users", "#/users", "#/teams"]);
  expect(server.requests).toEqual(["/app", "/app", "/app"]);
});

test("does not show a lease the page of the one before", async () => {
  await using server = await openPageServer({ "/": "<p class=name>Ada Example</p>" });
  await lease((tab) => tab.goto(server.origin));

  await expect(lease((tab) => tab.evaluate(readNames, ".name"))).rejects.toThrow("evaluate() before goto()");
});

test("says in plain words why an address cannot be opened", async () => {
  const server = await openPageServer({});
  const { origin } = server;
  await server[Symbol.asyncDispose]();

  await expect(lease((tab) => tab.goto(`${origin}/users`))).rejects.toMatchObject({
    name: "PageError",
    code: "LM_PAGE_UNREACHABLE",
    message: `Cannot open ${origin}/users: nothing listens there (net::ERR_CONNECTION_REFUSED)`,
  });
  await expect(lease((tab) => tab.goto("users"))).rejects.toMatchObject({
    code: "LM_PAGE_UNREACHABLE",
    message: "Cannot open users: it is not a valid address",
  });
});

test("does not ask for images while blocking, and does when it is off", async () => {
  const page = '<img src="/face.png" onerror="document.title = 1" onload="document.title = 1">';
  const face = (response: { end(): void }): void => response.end();
  await using server = await openPageServer({ "/blocked": page, "/open": page, "/face.png": face });
  const read = (path: string, block: boolean) =>
    lease(
      async (tab) => {
        await tab.goto(server.origin + path);
        await eventually(() => tab.evaluate(() => document.title === "1", undefined));
      },
      { block },
    );

  await read("/blocked", true);
  expect(server.requests).toEqual(["/blocked"]);
  await read("/open", false);
  expect(server.requests).toEqual(["/blocked", "/open", "/face.png"]);
  await read("/blocked", true);
  expect(server.requests).toEqual(["/blocked", "/open", "/face.png", "/blocked"]);
});

test("answers dialogs, so that the page goes on", async () => {
  const page = `<script>
    alert("Welcome");
    const name = prompt("Name?");
    document.title = [confirm("Sure?"), name].join();
    addEventListener("beforeunload", (event) => event.preventDefault());
  </script>`;
  await using server = await openPageServer({ "/": page });

  const titles = await lease(async (tab) => {
    const read = async () => {
      await tab.goto(server.origin);
      return await tab.evaluate(() => document.title, undefined);
    };
    return [await read(), await read()];
  });

  expect(titles).toEqual(["false,", "false,"]);
});

test("reads the app as it is now, whatever its server says of caching", async () => {
  let readings = 0;
  const cacheable = (headers: Record<string, string>) => (response: ServerResponse) => {
    readings += 1;
    response.writeHead(200, { "content-type": "text/html", ...headers }).end(`<title>${readings}</title>`);
  };
  await using server = await openPageServer({
    "/fresh": cacheable({ "cache-control": "max-age=3600" }),
    "/other": "<p>Elsewhere</p>",
  });

  const titles = await lease(async (tab) => {
    const read = async () => {
      await tab.goto(`${server.origin}/fresh`);
      return await tab.evaluate(() => document.title, undefined);
    };
    const first = await read();
    await tab.goto(`${server.origin}/other`);
    return [first, await read(), await read()];
  });
  expect(titles).toEqual(["1", "2", "3"]);
});

test("stops at the deadline on a page that opens dialogs for ever", async () => {
  await using server = await openPageServer({
    "/": "<script>while (true) alert('Hello')</script>",
    "/users": "<p>Users</p>",
  });

  await expect(lease((tab) => tab.goto(server.origin), { deadlineMs: 500 })).rejects.toMatchObject({
    code: "LM_PAGE_TIMEOUT",
  });
  expect(await lease((tab) => tab.goto(`${server.origin}/users`))).toMatchObject({ status: 200 });
});

test("closes the windows that a page opens", async () => {
  const page = "<script>const child = open('/child'); open('/other', '', 'noopener')</script>";
  await using server = await openPageServer({ "/": page, "/child": "<p>Child</p>", "/other": "<p>Other</p>" });

  await lease(async (tab) => {
    await tab.goto(server.origin);
    // The opener's own view, hence by a script of the page.
    await tab.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "setInterval(() => { if (child.closed) document.title = 'closed' }, 10)";
      document.body.append(script);
    }, undefined);
    await eventually(() => tab.evaluate(() => document.title === "closed", undefined));
  });
});
