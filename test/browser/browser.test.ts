import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { openBrowser, type WarmBrowser } from "../../src/browser/browser.ts";
import { cacheFolder } from "../../src/browser/cache-folder.ts";
import { browserOptions } from "../../src/browser/options.ts";
import type { Tab } from "../../src/browser/tab.ts";
import { createLog, silentLog } from "../../src/log.ts";
import { eventually } from "../support/eventually.ts";
import { openPageServer, type PageServer } from "../support/page-server.ts";
import { descendantsOf } from "../support/processes.ts";

interface Rig extends AsyncDisposable {
  browser: WarmBrowser;
  server: PageServer;
  /** Leases a page for `work`. */
  lease<T>(work: (tab: Tab) => Promise<T>, options?: Partial<Parameters<WarmBrowser["withTab"]>[1]>): Promise<T>;
  /** Proves that the browser can be used. */
  expectUsable(): Promise<void>;
}

const pages = {
  "/users": "<p class=name>Ada Example</p>",
  "/silent": () => {},
  "/busy-later": "<script>setTimeout(() => { navigator.sendBeacon('/last-sign'); while (true); }, 100)</script>",
  "/busy": "<script>setTimeout(() => { while (true); }, 0)</script>",
};

async function openRig(options: Parameters<typeof browserOptions.parse>[0] = {}): Promise<Rig> {
  const server = await openPageServer(pages);
  const browser = openBrowser({ options: browserOptions.parse(options), log: silentLog });
  const lease: Rig["lease"] = (work, options) =>
    browser.withTab(work, { signal: new AbortController().signal, deadlineMs: 20_000, block: true, ...options });
  return {
    browser,
    server,
    lease,
    expectUsable: async () => {
      expect(await lease((tab) => tab.goto(`${server.origin}/users`))).toMatchObject({ status: 200 });
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Never ends by itself. */
const spin = (): void => {
  for (;;);
};

const timeout = expect.objectContaining({ name: "PageError", code: "LM_PAGE_TIMEOUT" });
const crash = expect.objectContaining({ name: "PageError", code: "LM_PAGE_CRASHED" });

test("starts Chromium with the first lease and reuses it and its page", async () => {
  await using rig = await openRig();
  expect(rig.browser.facts).toMatchObject({ pid: undefined, launches: 0, pages: 0 });

  await rig.expectUsable();
  const { pid } = rig.browser.facts;
  await rig.expectUsable();

  expect(rig.browser.facts).toMatchObject({ pid, launches: 1, pages: 2 });
  expect(rig.browser.facts.version).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
});

test("gives two leases at a time a page each of one Chromium", async () => {
  await using rig = await openRig();

  await Promise.all([rig.expectUsable(), rig.expectUsable()]);

  expect(rig.browser.facts).toMatchObject({ launches: 1, pages: 2 });
});

test("stops work at the deadline when the server never answers", async () => {
  await using rig = await openRig();
  await rig.expectUsable();

  const reading = rig.lease((tab) => tab.goto(`${rig.server.origin}/silent`), { deadlineMs: 300 });

  await expect(reading).rejects.toThrow("Reading the page took longer than 300 ms and was stopped");
  await rig.expectUsable();
  expect(rig.browser.facts.launches).toBe(1);
});

test("stops work at the deadline when the page's own script never ends", async () => {
  await using rig = await openRig();
  await rig.expectUsable();

  const reading = rig.lease(
    async (tab) => {
      await tab.goto(`${rig.server.origin}/busy`);
      for (;;) await tab.evaluate(() => 1, undefined);
    },
    { deadlineMs: 500 },
  );

  await expect(reading).rejects.toEqual(timeout);
  await rig.expectUsable();
  expect(rig.browser.facts.launches).toBe(1);
});

test("stops work at the deadline when our own function never ends, and leaves the other lease alone", async () => {
  await using rig = await openRig();
  const other = Promise.withResolvers<void>();
  const bystander = rig.lease(async (tab) => {
    await other.promise;
    return await tab.goto(`${rig.server.origin}/users`);
  });

  const reading = rig.lease(
    async (tab) => {
      await tab.goto(`${rig.server.origin}/users`);
      await tab.evaluate(spin, undefined);
    },
    { deadlineMs: 500 },
  );

  await expect(reading).rejects.toEqual(timeout);
  other.resolve();
  expect(await bystander).toMatchObject({ status: 200 });
});

test("refuses a tab whose lease has ended", async () => {
  await using rig = await openRig();
  const kept = await rig.lease(async (tab) => tab);

  await expect(kept.goto(`${rig.server.origin}/users`)).rejects.toThrow("The lease of this tab has ended");
});

test("stops work when the signal aborts, with the signal's reason", async () => {
  await using rig = await openRig();
  const stopping = new AbortController();

  const reading = rig.lease(
    async (tab) => {
      await tab.goto(`${rig.server.origin}/users`);
      stopping.abort(new Error("Ctrl+C"));
      await tab.evaluate(spin, undefined);
    },
    { signal: stopping.signal },
  );

  await expect(reading).rejects.toThrow("Ctrl+C");
  await rig.expectUsable();
});

test("ends a lease at once when its page crashes, and gives the next one a fresh Chromium", async () => {
  await using rig = await openRig();
  await rig.expectUsable();

  const reading = rig.lease(async (tab) => {
    await tab.goto(`${rig.server.origin}/users`);
    for (const { pid, command } of descendantsOf(rig.browser.facts.pid!))
      if (command.includes("--type=renderer")) process.kill(pid, "SIGKILL");
    await tab.evaluate(spin, undefined);
  });

  await expect(reading).rejects.toEqual(crash);
  await rig.expectUsable();

  expect(rig.browser.facts.launches).toBe(2);
});

test("ends a lease at once when the browser dies, and gives the next one a fresh Chromium", async () => {
  await using rig = await openRig();

  const reading = rig.lease(async (tab) => {
    await tab.goto(`${rig.server.origin}/users`);
    process.kill(rig.browser.facts.pid!, "SIGKILL");
    await tab.evaluate(spin, undefined);
  });

  await expect(reading).rejects.toEqual(crash);
  await rig.expectUsable();
  expect(rig.browser.facts.launches).toBe(2);
});

test("recovers when the browser died between two leases", async () => {
  await using rig = await openRig();
  await rig.expectUsable();
  process.kill(rig.browser.facts.pid!, "SIGKILL");

  // The news may come later than the next lease, which then reports it.
  await rig.expectUsable().catch((error: unknown) => expect(error).toEqual(crash));
  await rig.expectUsable();

  expect(rig.browser.facts.launches).toBe(2);
});

test("passes over an idle page that a script of its last visitor keeps busy", async () => {
  await using rig = await openRig();
  // Its server hears of the page's last free moment.
  await rig.lease((tab) => tab.goto(`${rig.server.origin}/busy-later`));
  await eventually(() => rig.server.requests.includes("/last-sign"));

  await rig.expectUsable();
  expect(rig.browser.facts.launches).toBe(1);
});

test("replaces Chromium after so many pages, without touching a lease that is out", async () => {
  await using rig = await openRig({ recycleAfterPages: 2 });
  const going = Promise.withResolvers<void>();
  const longest = rig.lease(async (tab) => {
    await going.promise;
    return await tab.goto(`${rig.server.origin}/users`);
  });

  await rig.expectUsable();
  await rig.expectUsable();
  expect(rig.browser.facts.launches).toBe(2);
  going.resolve();

  expect(await longest).toMatchObject({ status: 200 });
});

test("replaces Chromium at a certain age", async () => {
  await using rig = await openRig({ recycleAfter: "1ms" });

  await rig.expectUsable();
  await rig.expectUsable();

  expect(rig.browser.facts.launches).toBe(2);
});

test("leaves neither process nor profile when closed, however often", async () => {
  const rig = await openRig();
  await rig.expectUsable();
  const { pid } = rig.browser.facts;
  const own = async () =>
    (await readdir(`${cacheFolder()}/profiles`)).filter((name) => name.startsWith(`${process.pid}-`));
  expect(await own()).toHaveLength(1);

  await Promise.all([rig.browser.close(), rig.browser.close()]);
  await rig[Symbol.asyncDispose]();

  expect(() => process.kill(pid!, 0)).toThrow("ESRCH");
  expect(await own()).toEqual([]);
  await expect(rig.lease(async () => {})).rejects.toThrow("The browser was closed");
});

test.runIf(process.getuid?.() === 0)("says once that root runs without the sandbox", async () => {
  await using server = await openPageServer(pages);
  const lines: string[] = [];
  const log = createLog({ level: "warn", format: "json", write: (line) => lines.push(line) });
  const browser = openBrowser({ options: browserOptions.parse({ recycleAfterPages: 1 }), log });
  const read = (tab: Tab) => tab.goto(`${server.origin}/users`);
  const options = { signal: new AbortController().signal, deadlineMs: 20_000, block: true };

  await browser.withTab(read, options);
  await browser.withTab(read, options);
  await browser.close();

  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("Running as root: Chromium's sandbox is off; use an ordinary user for untrusted pages");
});

test("says which Chromium cannot be started, and why", async () => {
  const browser = openBrowser({ options: browserOptions.parse({ path: "/bin/false" }), log: silentLog });

  const reading = browser.withTab(async () => {}, {
    signal: new AbortController().signal,
    deadlineMs: 20_000,
    block: true,
  });

  await expect(reading).rejects.toMatchObject({
    name: "EnvironmentError",
    code: "LM_BROWSER_UNUSABLE",
    message: "browser: /bin/false (from browser.path) ended with code 1",
  });
  await browser.close();
});
