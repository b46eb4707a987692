import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Where the apps run and keep what they write. */
const targetsFolder = process.env.TARGETS_DIR ?? "/tmp/targets";

/** Whether a target answers; says so where it does not, so that a skipped suite is no surprise. */
export async function isUp(name: string, url: string): Promise<boolean> {
  const up = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!up) process.stderr.write(`${name} does not answer on ${url}: its tests are skipped. Start it with its up.sh.\n`);
  return up;
}

/** What a correct scrape of a target yields, written when it was seeded. */
export async function readExpected<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(join(targetsFolder, name, "expected.json"), "utf8")) as T;
}

/** A file that a target writes while it runs: its log. */
export function runFile(name: string, file: string): string {
  return join(targetsFolder, name, file);
}
