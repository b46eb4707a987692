import { statSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { Delivery } from "../../../src/delivery/delivery.ts";
import { openSink } from "../../../src/delivery/open-sink.ts";
import type { Item } from "../../../src/delivery/parcel.ts";
import { silentLog } from "../../../src/log.ts";
import { makeMeta, makeMetric } from "../user-metrics.ts";

/** In bytes, after the garbage was collected. */
export interface Footprint {
  heap: number;
  rss: number;
  /** The spool with its log. */
  disk: number;
}

/**
 * Pushes what a sink that is down misses: `down-process.ts <file> <url> <users> <rounds> <samples>` pushes every user once
 * a round, and says at even distances how much memory and disk it has; run with `--expose-gc`.
 */
const [file, url] = process.argv.slice(2, 4) as [string, string];
const [users, rounds, samples] = process.argv.slice(4).map(Number) as [number, number, number];
const { signal } = new AbortController();
const delivery = Delivery.open({
  sinks: [openSink({ type: "rest", url }, { log: silentLog, onGone: () => {} })],
  spool: { file, maxMegabytes: 1_024, whenFull: "block" },
  log: silentLog,
  signal,
});

const footprints: Footprint[] = [];
for (let round = 1; round <= rounds; round += 1) {
  await delivery.push(Array.from({ length: users }, (_, index) => toItem(`u${index}`, round)));
  await setImmediate();
  if (round % (rounds / samples) === 0) footprints.push(footprint());
}
await delivery.close();
process.send!({ footprints, counts: Object.values(delivery.counts)[0] });
process.disconnect();

function toItem(userId: string, round: number): Item {
  const timestamp = new Date(Date.UTC(2026, 10, 23, 12, 0, 2 * round)).toISOString();
  const metric = makeMetric({ userId, timestamp, pageViews: round });
  return { type: "metric", record: { metric, meta: makeMeta({ id: `${userId} ${round}` }) } };
}

function footprint(): Footprint {
  globalThis.gc!();
  const { heapUsed, rss } = process.memoryUsage();
  const disk = ["", "-wal", "-shm"].reduce((sum, suffix) => sum + statSync(`${file}${suffix}`).size, 0);
  return { heap: heapUsed, rss, disk };
}
