import { setImmediate } from "node:timers/promises";
import { openSink } from "../../../src/delivery/open-sink.ts";
import { Delivery } from "../../../src/delivery/delivery.ts";
import type { DeliveryCounts } from "../../../src/delivery/delivery-counts.ts";
import type { Item } from "../../../src/delivery/parcel.ts";
import { silentLog } from "../../../src/log.ts";
import { makeEvent, makeMeta, makeMetric } from "../user-metrics.ts";

/** What a life of the sender begins with. */
export interface Life {
  file: string;
  url: string;
  /** Ids and page views of a life are of nobody else. */
  number: number;
  users: number;
}

/** What `push` has resolved for so far, or what is left when all was told to end. */
export type Said = { events: number; metrics: number } | { counts: Record<string, DeliveryCounts> };

const metricsInBatch = 400;
const eventsInBatch = 100;

/**
 * Pushes as fast as it can, to be killed: `sender-process.ts <Life as JSON>` says after each batch what is on disk. Told
 * anything, it pushes each user once more, delivers everything, and ends.
 */
const { file, url, number, users } = JSON.parse(process.argv[2]!) as Life;
const { signal } = new AbortController();
const delivery = Delivery.open({
  sinks: [openSink({ type: "rest", url }, { log: silentLog, onGone: () => {} })],
  spool: { file, maxMegabytes: 1_024, whenFull: "block" },
  log: silentLog,
  signal,
});

const pushed = { events: 0, metrics: 0 };
const last = new AbortController();
process.once("message", () => last.abort());
process.once("disconnect", () => process.exit());

while (!last.signal.aborted) {
  await push(metricsInBatch, eventsInBatch);
  // Who reads a page waits for it, and lets others work.
  await setImmediate();
}
await push(users, 0);
await delivery.flush(signal, Number.POSITIVE_INFINITY);
await delivery.close();
say({ counts: delivery.counts });
process.disconnect();

async function push(metrics: number, events: number): Promise<void> {
  await delivery.push([
    ...Array.from({ length: metrics }, (_, index) => toMetricItem(pushed.metrics + index)),
    ...Array.from({ length: events }, (_, index) => toEventItem(pushed.events + index)),
  ]);
  pushed.metrics += metrics;
  pushed.events += events;
  say(pushed);
}

/** All with one time: it is the spool that makes them rise. */
function toMetricItem(index: number): Item {
  const metric = makeMetric({ userId: `u${index % users}`, pageViews: number * 1_000_000_000 + index });
  return { type: "metric", record: { metric, meta: makeMeta({ id: `m-${number}-${index}` }) } };
}

function toEventItem(index: number): Item {
  return { type: "event", event: makeEvent({ id: `e-${number}-${index}` }) };
}

function say(said: Said): void {
  process.send!(said);
}
