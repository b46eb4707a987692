import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { openBrowser } from "../../src/browser/browser.ts";
import { cacheFolder } from "../../src/browser/cache-folder.ts";
import { browserOptions } from "../../src/browser/options.ts";
import { silentLog } from "../../src/log.ts";
import { eventually } from "../support/eventually.ts";
import { openPageServer } from "../support/page-server.ts";
import { descendantsOf, isRunning } from "../support/processes.ts";
import { tempFolder } from "../support/temp-folder.ts";

afterEach(() => vi.unstubAllEnvs());

test("leaves no Chromium when the program is killed, and the next start removes its profile", async () => {
  await using home = await tempFolder(); // In a cache it shares, another test's start could remove the profile first.
  vi.stubEnv("XDG_CACHE_HOME", home.path);
  await using server = await openPageServer({ "/": "<p>Users</p>" });
  const holder = fork(join(import.meta.dirname, "browser-holder.ts"), [server.origin]);
  await once(holder, "message");
  const browsers = descendantsOf(holder.pid!);
  const profile = browsers.map(({ command }) => /--user-data-dir=(\S+)/.exec(command)?.[1]).find(Boolean)!;
  expect(profile.startsWith(join(cacheFolder(), "profiles", `${holder.pid}-`))).toBe(true);

  holder.kill("SIGKILL");
  await eventually(() => !browsers.some(isRunning));
  expect(existsSync(profile)).toBe(true);

  const browser = openBrowser({ options: browserOptions.parse({}), log: silentLog });
  const limits = { signal: new AbortController().signal, deadlineMs: 20_000, block: true };
  await browser.withTab((tab) => tab.goto(server.origin), limits);
  await browser.close();
  expect(existsSync(profile)).toBe(false);
});
