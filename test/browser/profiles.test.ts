import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import type { Tab } from "../../src/browser/tab.ts";
import { openPageServer } from "../support/page-server.ts";
import { openLeases, readTitle } from "./leases.ts";

const { browser, lease } = openLeases();

const pages = {
  "/login": (response: ServerResponse) =>
    response.writeHead(200, { "content-type": "text/html", "set-cookie": "user=ada; HttpOnly" }).end("<p>Welcome</p>"),
  "/": (response: ServerResponse) =>
    response.writeHead(200, { "content-type": "text/html" }).end(`<title>${response.req.headers.cookie}</title>`),
};

test("shares cookies among the leases of a profile, and with no others", async () => {
  await using server = await openPageServer(pages);
  const readCookie = async (tab: Tab): Promise<string> => {
    await tab.goto(server.origin);
    return await tab.evaluate(readTitle, undefined);
  };

  await lease((tab) => tab.goto(`${server.origin}/login`), { profile: "ada" });

  expect(await lease(readCookie, { profile: "ada" })).toBe("user=ada");
  expect(await lease(readCookie, { profile: "bo" })).toBe("undefined");
  expect(await lease(readCookie)).toBe("undefined");
});

test("gives two leases at a time of one profile a page each, with the same cookies", async () => {
  await using server = await openPageServer(pages);
  const isSignedIn = Promise.withResolvers<void>();

  const [, title] = await Promise.all([
    lease(
      async (tab) => {
        await tab.goto(`${server.origin}/login`);
        isSignedIn.resolve();
      },
      { profile: "twins" },
    ),
    lease(
      async (tab) => {
        await isSignedIn.promise;
        await tab.goto(server.origin);
        return await tab.evaluate(readTitle, undefined);
      },
      { profile: "twins" },
    ),
  ]);

  expect(title).toBe("user=ada");
});

test("says of the first lease of a profile that nothing came before it", async () => {
  const ask = async (tab: Tab): Promise<boolean> => tab.isFirstOfProfile;

  expect(await lease(ask, { profile: "first" })).toBe(true);
  expect(await lease(ask, { profile: "first" })).toBe(false);
});

test("forgets a profile when told to, but not under a lease that is out", async () => {
  await using server = await openPageServer(pages);
  const readCookie = async (tab: Tab): Promise<string> => {
    await tab.goto(server.origin);
    return await tab.evaluate(readTitle, undefined);
  };

  const longest = await lease(
    async (tab) => {
      await tab.goto(`${server.origin}/login`);
      await browser.forgetProfile("forgotten");
      expect(await lease(readCookie, { profile: "forgotten" })).toBe("undefined");
      return await readCookie(tab);
    },
    { profile: "forgotten" },
  );

  expect(longest).toBe("user=ada");
});

test("keeps the eight profiles used last", async () => {
  const use = (name: string) => lease(async (tab) => tab.isFirstOfProfile, { profile: name });
  for (let at = 0; at < 9; at += 1) await use(`kept-${at}`);

  expect(await use("kept-1")).toBe(false);
  expect(await use("kept-8")).toBe(false);
  expect(await use("kept-0")).toBe(true);
});
