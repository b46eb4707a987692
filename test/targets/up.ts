import { join } from "node:path";

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
export function expectedFile(name: string): string {
  return join(process.env.TARGETS_DIR ?? "/tmp/targets", name, "expected.json");
}
