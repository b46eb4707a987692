import { deepStrictEqual } from "node:assert";
import type { Reader } from "./reader.ts";
import { users } from "./users.ts";

/** When each page was done, in milliseconds from the start. Throws when a page was read wrongly or not at all. */
export async function timePages(reader: Reader, urls: string[]): Promise<number[]> {
  const start = performance.now();
  const times: number[] = [];
  await reader.read(urls, (read) => {
    if (times.length === 0) deepStrictEqual(read, users);
    if (read.length !== users.length) throw new Error(`${read.length} rows read instead of ${users.length}`);
    times.push(performance.now() - start);
  });
  if (times.length !== urls.length) throw new Error(`${times.length} pages read instead of ${urls.length}`);
  return times;
}
