import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { homeFolder } from "./cache-folder.ts";
import { findHttpsFault, isNpmShellPlatform, unpackNpmShell } from "./npm-shell.ts";
import { pinnedBuild } from "./pinned-build.ts";

export interface BrowserRequest {
  /** From the config file or the flag; without it PUPPETEER_EXECUTABLE_PATH, else the first source that works. */
  path: string | undefined;
  /** A window is wanted, which a headless shell has not. */
  headed: boolean;
  env: NodeJS.ProcessEnv;
  /** The private folder of `cacheFolder()`. */
  cache: string;
}

export interface Source {
  /** Names the source for people. */
  from: string;
  /** A headless shell: faster and quieter than full Chromium, and without a window. */
  isShell: boolean;
  locate(request: BrowserRequest): Promise<Place | { reason: string }>;
}

type Environment = Record<string, string>;

interface Place {
  path: string;
  /** Additions to the environment, to be tried in this order; none by default. */
  environments?: Environment[];
  findHttpsFault?(environment: Environment): Promise<string | undefined>;
}

/** Where a Chromium may be, best first. */
export const sources: readonly Source[] = [
  {
    from: "live-metrics browser install",
    isShell: true,
    locate: ({ cache }) => findDownload("chrome-headless-shell", cache),
  },
  {
    from: "puppeteer's headless shell",
    isShell: true,
    locate: ({ env }) => findDownload("chrome-headless-shell", puppeteerCache(env)),
  },
  { from: "puppeteer's Chrome", isShell: false, locate: ({ env }) => findDownload("chrome", puppeteerCache(env)) },
  { from: "npm package @sparticuz/chromium", isShell: true, locate: findNpmShell },
  {
    from: "system chromium-headless-shell",
    isShell: true,
    locate: ({ env }) => findOnPath("chromium-headless-shell", env),
  },
  { from: "system google-chrome", isShell: false, locate: ({ env }) => findOnPath("google-chrome", env) },
  { from: "system google-chrome-stable", isShell: false, locate: ({ env }) => findOnPath("google-chrome-stable", env) },
  { from: "system chromium", isShell: false, locate: ({ env }) => findOnPath("chromium", env) },
  { from: "system Chrome", isShell: false, locate: findSystemChrome },
];

/** Where downloads of this kind live, at the build that the installed puppeteer is made for. */
async function findDownload(browser: "chrome" | "chrome-headless-shell", cacheDir: string | undefined) {
  if (cacheDir === undefined) return { reason: "this user has no home folder" };
  const { Browser, computeExecutablePath } = await import("@puppeteer/browsers");
  const kind = browser === "chrome" ? Browser.CHROME : Browser.CHROMEHEADLESSSHELL;
  return toPlace(computeExecutablePath({ cacheDir, browser: kind, buildId: await pinnedBuild() }));
}

function puppeteerCache(env: NodeJS.ProcessEnv): string | undefined {
  if (env.PUPPETEER_CACHE_DIR) return env.PUPPETEER_CACHE_DIR;
  const home = homeFolder(env);
  return home && join(home, ".cache", "puppeteer");
}

async function findNpmShell({ cache, env }: BrowserRequest): Promise<Place | { reason: string }> {
  if (!isNpmShellPlatform) return { reason: "there is none for this system" };
  const shell = await unpackNpmShell(cache);
  if (shell === undefined) return { reason: "is not installed" };

  // Without any font configuration every text has no size, and waiting for visible text never ends.
  const fonts: Environment = { FONTCONFIG_PATH: shell.fonts };
  const withLibraries = { ...fonts, LD_LIBRARY_PATH: [shell.libraries, env.LD_LIBRARY_PATH].filter(Boolean).join(":") };
  return {
    path: shell.path,
    environments: [fonts, withLibraries],
    findHttpsFault: async (environment) =>
      "LD_LIBRARY_PATH" in environment ? await findHttpsFault(shell, { ...env, ...environment }) : undefined,
  };
}

async function findOnPath(name: string, env: NodeJS.ProcessEnv) {
  if (process.platform !== "linux") return { reason: "is looked for on Linux only" };
  const found = (env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  if (found === undefined) return { reason: "is not on PATH" };

  // Debian's `/usr/bin/chromium*` are scripts that stay in between; what they start is beside them.
  const direct = join(dirname(dirname(found)), "lib", "chromium", name);
  return { path: existsSync(direct) ? direct : found };
}

async function findSystemChrome() {
  if (process.platform === "linux") return { reason: "is looked for on macOS and Windows only" };
  const { Browser, ChromeReleaseChannel, computeSystemExecutablePath } = await import("@puppeteer/browsers");
  const wanted = { browser: Browser.CHROME, channel: ChromeReleaseChannel.STABLE };
  return toPlace(computeSystemExecutablePath(wanted, false));
}

function toPlace(path: string): Place | { reason: string } {
  return existsSync(path) ? { path } : { reason: `is not at ${path}` };
}
