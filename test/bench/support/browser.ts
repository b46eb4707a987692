import { readFile } from "node:fs/promises";
import { cacheFolder, findBrowser } from "./built.ts";

/** The browser that we would use ourselves, for the others to use as well. */
export async function findSameBrowser() {
  const { winner } = await findBrowser({ path: undefined, headed: false, env: process.env, cache: cacheFolder() });
  if (!winner) throw new Error("No browser to measure with; get one with: live-metrics browser install");
  return { executablePath: winner.path, env: { ...process.env, ...winner.env } };
}

/** The flags a running browser was started with, without those that are for it alone. Linux only. */
export async function readFlags(pid: number): Promise<string[]> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8");
  const parts = commandLine.split("\0").slice(1);
  return parts.filter((part) => part !== "" && !/^--(user-data-dir|remote-debugging)/.test(part));
}
