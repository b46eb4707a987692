import { readFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { DownloadProgress } from "../../src/browser/download.ts";
import { installBrowser } from "../../src/browser/install.ts";
import { pinnedBuild } from "../../src/browser/pinned-build.ts";
import { silentLog } from "../../src/log.ts";
import { openPageServer, type PageServer } from "../support/page-server.ts";
import { fakeMachine } from "./fake-machine.ts";
import { toStoredZip } from "./stored-zip.ts";

const build = await pinnedBuild();
const archive = `/${build}/linux64/chrome-headless-shell-linux64.zip`;

async function requestFrom(machine: Awaited<ReturnType<typeof fakeMachine>>, mirror: PageServer) {
  const { cache, env } = machine.request;
  return {
    cache,
    env: { ...env, PUPPETEER_CHROME_HEADLESS_SHELL_DOWNLOAD_BASE_URL: mirror.origin },
    log: silentLog,
    signal: new AbortController().signal,
  };
}

test("downloads the headless shell that puppeteer is made for", async () => {
  await using machine = await fakeMachine();
  const zip = toStoredZip(
    "chrome-headless-shell-linux64/chrome-headless-shell",
    "#!/bin/sh\necho Chromium 156.0.1.2\n",
  );
  await using mirror = await openPageServer({
    [archive]: (response) => response.writeHead(200, { "content-length": zip.length }).end(zip),
  });
  const seen: DownloadProgress[] = [];

  const installed = await installBrowser({
    ...(await requestFrom(machine, mirror)),
    onProgress: (progress) => seen.push(progress),
  });

  expect(installed).toMatchObject({ from: "live-metrics browser install", version: "156.0.1.2" });
  expect(installed.path.startsWith(join(machine.request.cache, "chrome-headless-shell", `linux-${build}`))).toBe(true);
  expect(seen.at(-1)).toEqual({ receivedBytes: zip.length, totalBytes: zip.length });
  expect(await readdir(join(machine.request.cache, "downloading"))).toEqual([]);
});

test("gives up a download that stalls and takes the npm package", async () => {
  await using machine = await fakeMachine();
  await using mirror = await openPageServer({ [archive]: () => {} });
  // Stands for npm: says what it was asked for, and where.
  const shell = join(dirname(machine.request.cache), machine.npmShell);
  await machine.install("bin/npm", `echo "$@" > asked; printf '#!/bin/sh\\necho Chromium 153.0.1.2\\n' > ${shell}`);

  const installed = await installBrowser({ ...(await requestFrom(machine, mirror)), stallMs: 300 });

  expect(installed).toMatchObject({ from: "npm package @sparticuz/chromium", version: "153.0.1.2" });
  expect(await readFile(join(machine.request.cache, "npm", "asked"), "utf8")).toBe(
    "install --no-save --ignore-scripts --no-audit --no-fund @sparticuz/chromium@153.0.0\n",
  );
  expect(await readdir(join(machine.request.cache, "downloading"))).toEqual([]);
});

test("tells the reason of each way when none brings a browser", async () => {
  await using machine = await fakeMachine();
  await using mirror = await openPageServer({});
  await machine.install("bin/npm", "echo 'npm error network: registry not reachable' >&2; exit 1");

  await expect(installBrowser(await requestFrom(machine, mirror))).rejects.toMatchObject({
    name: "EnvironmentError",
    code: "LM_BROWSER_INSTALL",
    message: expect.stringMatching(
      /^Chromium could not be installed\n {2}download: .*404.*\n {2}npm: npm error network: registry not reachable$/s,
    ),
  });
});

test("stops with the signal", async () => {
  await using machine = await fakeMachine();
  const stopping = new AbortController();
  await using mirror = await openPageServer({ [archive]: () => stopping.abort(new Error("Ctrl+C")) });

  const installing = installBrowser({ ...(await requestFrom(machine, mirror)), signal: stopping.signal });

  await expect(installing).rejects.toThrow("Ctrl+C");
  expect(await readdir(join(machine.request.cache, "downloading"))).toEqual([]);
});
