import { setTimeout as pause } from "node:timers/promises";
import { metricOf } from "../hub/metric.ts";
import { post } from "../hub/test-hub.ts";
import { tempFolder } from "../temp-folder.ts";
import { stateOf } from "./jitter.ts";
import { openReaders } from "./open-readers.ts";
import type { Report } from "./orders.ts";
import { startHub, type HubProcess } from "./start-hub.ts";
import { openThrottle } from "./throttle.ts";

export interface SlowReaderOptions {
  /** How often all users change. */
  rounds: number;
  isSlowThere: boolean;
  patienceMs: number;
}

export interface SlowReaderResult {
  publishedBytes: number;
  /** How much more the hub had at its largest than before. */
  grewBy: { rss: number; heapUsed: number };
  /** When the load ended: how many changes the slow one of each transport was behind. */
  behind: number[];
  fast: Report;
  slow: Report;
}

const userCount = 1_000;
const usersPerPost = 200;
const fastReaders = 10;
const slowBytesPerSecond = 1_024;

/**
 * AnyCable's slow client: ten fast readers, and one on each transport that reads 1 KB a second, while wide records of a
 * thousand users change. https://github.com/anycable/slow-client-tests
 */
export async function runSlowReader({ rounds, isSlowThere, patienceMs }: SlowReaderOptions): Promise<SlowReaderResult> {
  await using folder = await tempFolder();
  await using hub = await startHub({ stateFolder: folder.path });
  await using throttle = await openThrottle(hub.url, slowBytesPerSecond);
  await using fast = await openReaders({ url: hub.url, readers: fastReaders });
  await using slow = await openReaders({ url: throttle.url, readers: isSlowThere ? 3 : 0 });

  await publish(hub.url, 0);
  const watch = watchMemory(hub, await hub.memory());
  await fast.tell({ type: "watch" });
  let publishedBytes = 0;
  for (let round = 1; round <= rounds; round += 1) publishedBytes += await publish(hub.url, round);

  const state = await stateOf(hub.url);
  const expected = { ...state, events: 0 };
  await fast.tell({ type: "settle", cursor: state.cursor, patienceMs });
  const fastReport = await fast.tell({ type: "compare", expected });
  const held = await slow.tell({ type: "report" });
  const grewBy = await watch.stop();

  throttle.release();
  await slow.tell({ type: "settle", cursor: state.cursor, patienceMs });
  const slowReport = await slow.tell({ type: "compare", expected });
  const behind = held.flatMap(({ cursors }) => cursors.map((cursor) => seqOf(state.cursor) - seqOf(cursor)));
  return { publishedBytes, grewBy, behind, fast: fastReport, slow: slowReport };
}

/** All users once; resolves with how many bytes that were. */
async function publish(url: string, round: number): Promise<number> {
  let bytes = 0;
  for (let first = 0; first < userCount; first += usersPerPost) {
    const metrics = Array.from({ length: usersPerPost }, (_, index) => wideMetric(`user-${first + index}`, round));
    const body = JSON.stringify({ metrics });
    const { status } = await post(`${url}/api/metrics/bulk`, body);
    if (status !== 200) throw new Error(`The hub answered ${status}`);
    bytes += body.length;
  }
  return bytes;
}

const features = Array.from({ length: 60 }, (_, index) => `Feature number ${index}`);

/** Some 4 KB. */
function wideMetric(userId: string, round: number) {
  const timestamp = new Date().toISOString();
  return metricOf(userId, {
    timestamp,
    lastActionTime: timestamp,
    pageViews: round,
    featuresUsed: features,
    featureTime: Object.fromEntries(features.map((feature, index) => [feature, index + round])),
    lastAction: `Step ${round} `.padEnd(1_000, "."),
  });
}

/** Samples until it is stopped. */
function watchMemory(hub: HubProcess, before: NodeJS.MemoryUsage) {
  const largest = { rss: 0, heapUsed: 0 };
  const sample = async (): Promise<void> => {
    const { rss, heapUsed } = await hub.memory();
    largest.rss = Math.max(largest.rss, rss - before.rss);
    largest.heapUsed = Math.max(largest.heapUsed, heapUsed - before.heapUsed);
  };
  const stopping = new AbortController();
  const sampling = (async () => {
    while (!stopping.signal.aborted) {
      await sample();
      await pause(100);
    }
  })();

  return {
    async stop() {
      stopping.abort();
      await sampling;
      return largest;
    },
  };
}

function seqOf(cursor: string | undefined): number {
  return Number(cursor?.split(":")[1] ?? 0);
}
