import { chmod } from "node:fs/promises";
import { expect, test } from "vitest";
import { findBrowser, toMissingError } from "../../src/browser/find.ts";
import { pinnedBuild } from "../../src/browser/pinned-build.ts";
import { fakeMachine } from "./fake-machine.ts";

const build = await pinnedBuild();
const downloads = {
  own: `cache/chrome-headless-shell/linux-${build}/chrome-headless-shell-linux64/chrome-headless-shell`,
  shell: `home/.cache/puppeteer/chrome-headless-shell/linux-${build}/chrome-headless-shell-linux64/chrome-headless-shell`,
  chrome: `home/.cache/puppeteer/chrome/linux-${build}/chrome-linux64/chrome`,
};

test("takes the first that works, in the order of resolution", async () => {
  await using machine = await fakeMachine();
  const used: string[] = [];
  const find = async () => used.unshift((await findBrowser(machine.request)).winner!.from);

  for (const path of [
    "bin/chromium",
    "bin/google-chrome-stable",
    "bin/google-chrome",
    "bin/chromium-headless-shell",
    machine.npmShell,
    downloads.chrome,
    downloads.shell,
    downloads.own,
  ]) {
    await machine.install(path);
    await find();
  }

  expect(used).toEqual([
    "live-metrics browser install",
    "puppeteer's headless shell",
    "puppeteer's Chrome",
    "npm package @sparticuz/chromium",
    "system chromium-headless-shell",
    "system google-chrome",
    "system google-chrome-stable",
    "system chromium",
  ]);
});

test("tells path, version and origin of the winner, and why each other lost", async () => {
  await using machine = await fakeMachine();
  const chrome = await machine.install("bin/google-chrome", "echo Google Chrome 151.0.3.4 stable");
  const broken = await machine.install("bin/chromium-headless-shell", "exit 3");

  const { winner, candidates } = await findBrowser(machine.request);

  expect(winner).toMatchObject({ path: chrome, from: "system google-chrome", version: "151.0.3.4" });
  expect(candidates.slice(2)).toEqual([
    { from: "puppeteer's Chrome", verdict: expect.stringMatching(/^is not at .*\/home\/\.cache\/puppeteer\/chrome\//) },
    {
      from: "npm package @sparticuz/chromium",
      path: expect.stringMatching(/\/chromium$/),
      verdict: "chromium: error while loading shared libraries: libnspr4.so: cannot open",
    },
    { from: "system chromium-headless-shell", path: broken, verdict: "ended with code 3" },
    { from: "system google-chrome", path: chrome, verdict: "used" },
    { from: "system google-chrome-stable", verdict: "not tried: an earlier one works" },
    { from: "system chromium", verdict: "not tried: an earlier one works" },
    { from: "system Chrome", verdict: "not tried: an earlier one works" },
  ]);
});

test("starts Debian's program itself rather than the script in front of it", async () => {
  await using machine = await fakeMachine();
  await machine.install("bin/chromium-headless-shell");
  const program = await machine.install("lib/chromium/chromium-headless-shell");

  expect((await findBrowser(machine.request)).winner).toMatchObject({ path: program });
});

test("brings the npm package's own libraries only where the system lacks them", async () => {
  await using machine = await fakeMachine();
  await machine.install(machine.npmShell, 'test -n "$LD_LIBRARY_PATH" && echo Chromium 150.0.1.2');

  const { winner } = await findBrowser(machine.request);

  expect(winner?.env?.LD_LIBRARY_PATH).toMatch(/\/al2023\/lib$/);
  await machine.install(machine.npmShell);
  expect((await findBrowser(machine.request)).winner?.env?.LD_LIBRARY_PATH).toBeUndefined();
});

test("passes over headless shells when a window is wanted", async () => {
  await using machine = await fakeMachine();
  await machine.install("bin/chromium-headless-shell");
  await machine.install("bin/chromium");

  const { winner, candidates } = await findBrowser({ ...machine.request, headed: true });

  expect(winner).toMatchObject({ from: "system chromium" });
  expect(candidates).toContainEqual({ from: "system chromium-headless-shell", verdict: "has no window to show" });
});

test("uses a path that is given, from the config before the environment", async () => {
  await using machine = await fakeMachine();
  const fromEnv = await machine.install("env/chromium");
  const fromConfig = await machine.install("config/chromium");
  const env = { ...machine.request.env, PUPPETEER_EXECUTABLE_PATH: fromEnv };

  expect((await findBrowser({ ...machine.request, env })).winner).toMatchObject({
    path: fromEnv,
    from: "PUPPETEER_EXECUTABLE_PATH",
  });
  expect((await findBrowser({ ...machine.request, env, path: fromConfig })).winner).toMatchObject({
    path: fromConfig,
    from: "browser.path",
  });
});

test("refuses a given path that cannot be used, and never falls through", async () => {
  await using machine = await fakeMachine();
  await machine.install("bin/chromium");
  const locked = await machine.install("env/chromium");
  await chmod(locked, 0o644);
  const firefox = await machine.install("env/firefox", "echo Mozilla Firefox 150.0");
  const refusal = (path: string) => {
    const env = { ...machine.request.env, PUPPETEER_EXECUTABLE_PATH: path };
    return findBrowser({ ...machine.request, env }).catch((error: unknown) => error);
  };
  const unusable = (message: string) => ({ name: "EnvironmentError", code: "LM_BROWSER_UNUSABLE", message });
  const from = "(from PUPPETEER_EXECUTABLE_PATH)";

  expect(await refusal(locked)).toMatchObject(unusable(`browser: ${locked} ${from} is not executable`));
  expect(await refusal("/none")).toMatchObject(unusable(`browser: /none ${from} does not exist`));
  expect(await refusal("/tmp")).toMatchObject(unusable(`browser: /tmp ${from} is not a file`));
  expect(await refusal(firefox)).toMatchObject(
    unusable(`browser: ${firefox} ${from} is not Chromium: it says "Mozilla Firefox 150.0"`),
  );
});

test("lists each step's reason and then each remedy when there is none", async () => {
  await using machine = await fakeMachine();

  const report = await findBrowser(machine.request);
  const error = toMissingError(report);

  expect(report.winner).toBeUndefined();
  expect(error).toMatchObject({ name: "EnvironmentError", code: "LM_BROWSER_MISSING" });
  expect(error.message.split("\n")).toEqual([
    "No usable Chromium was found",
    expect.stringContaining("  live-metrics browser install: is not at "),
    expect.stringContaining("  puppeteer's headless shell: is not at "),
    expect.stringContaining("  puppeteer's Chrome: is not at "),
    expect.stringContaining("libnspr4.so"),
    "  system chromium-headless-shell: is not on PATH",
    "  system google-chrome: is not on PATH",
    "  system google-chrome-stable: is not on PATH",
    "  system chromium: is not on PATH",
    "  system Chrome: is looked for on macOS and Windows only",
  ]);
  expect(error.hint).toContain("apt-get install chromium-headless-shell");
});
