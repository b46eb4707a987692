import { mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

/** Makes a folder in `parent` whose name says whose it is: pid, start of that process, host. */
export async function createOwnedFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  return await mkdtemp(join(parent, `${process.pid}-${await processStart(process.pid)}-${hostname()}-`));
}

/** Removes the folders in `parent` whose owner is gone, and tells which. Those of another host are left alone. */
export async function sweepOwnedFolders(parent: string): Promise<string[]> {
  const names = await readdir(parent).catch(() => []); // No such folder: nothing to sweep.
  const stale: string[] = [];
  for (const name of names) if (await isStale(name)) stale.push(join(parent, name));
  await Promise.all(stale.map(removeFolder));
  return stale;
}

/** Removes a folder that a dying process may still be writing to. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

async function isStale(name: string): Promise<boolean> {
  const match = /^(\d+)-(\d+)-(.+)-[^-]+$/.exec(name);
  if (!match || match[3] !== hostname()) return false;
  return (await processStart(Number(match[1]))) !== match[2];
}

/** Tells two processes of one pid apart: clock ticks since boot on Linux, `0` for alive elsewhere, undefined for dead. */
async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform !== "linux") return isAlive(pid) ? "0" : undefined;

  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The second field is the program's name in brackets and may hold blanks; the start is the 22nd.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
