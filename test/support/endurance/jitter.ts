import { setTimeout as pause } from "node:timers/promises";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { tempFolder } from "../temp-folder.ts";
import { percentile } from "./figures.ts";
import { openReaders } from "./open-readers.ts";
import type { Report, WireReport } from "./orders.ts";
import type { Jitter } from "./reader.ts";
import { startHub } from "./start-hub.ts";
import { startLoad } from "./start-load.ts";

interface Options {
  readers: number;
  processes: number;
  isSpread?: boolean;
  pollEveryMs: number;
  /** Often enough that some cursors are those of heartbeats. */
  heartbeatMs: number;
  jitter: Jitter;
  /** How long it goes on. */
  durationMs: number;
  /** From one round of each of the eight senders to the next. */
  everyMs: number;
  /** With few of them, who is away misses events, and must be told how many. */
  eventsKept: number;
  patienceMs: number;
}

export interface JitterResult {
  /** What senders know to be the state, and what the hub says it is. */
  sent: UserMetric[];
  state: UserMetric[];
  events: number;
  report: Report;
}

/**
 * AnyCable's delivery under jitter: the sockets of readers on all transports are destroyed at random under load, and in
 * the end each reader is compared with the hub. https://github.com/anycable/nodejs-websocket-bench
 */
export async function runJitter(options: Options): Promise<JitterResult> {
  const { readers: count, jitter, durationMs, everyMs, heartbeatMs, eventsKept, patienceMs, ...differs } = options;
  await using folder = await tempFolder();
  await using hub = await startHub({ stateFolder: folder.path, options: { eventsKept }, heartbeatMs });
  await using readers = await openReaders({ url: hub.url, readers: count, ...differs });

  const load = startLoad({ url: async () => hub.url, senders: 8, usersEach: 8, everyMs });
  await readers.tell({ type: "shake", jitter });
  await pause(durationMs);
  await load.stop();

  const state = await stateOf(hub.url);
  const events = load.ledgers.reduce((sum, { eventIds }) => sum + eventIds.length, 0);
  await readers.tell({ type: "settle", cursor: state.cursor, patienceMs });
  const report = await readers.tell({ type: "compare", expected: { ...state, events } });
  return { sent: load.ledgers.flatMap((ledger) => ledger.latest()), state: state.metrics, events, report };
}

export async function stateOf(url: string): Promise<{ metrics: UserMetric[]; cursor: string }> {
  const response = await fetch(`${url}/api/metrics`);
  return (await response.json()) as { metrics: UserMetric[]; cursor: string };
}

/** By transport: what share was delivered, and how long it took to be back. */
export function toFigures(report: Report): Record<string, unknown> {
  return Object.fromEntries(report.map((wire) => [wire.wire, figuresOf(wire)]));
}

function figuresOf({ readers, kills, right, wanted, missed, resumeMs }: WireReport) {
  return {
    readers,
    kills,
    delivered: `${((100 * right) / wanted).toFixed(2)} %`,
    announcedGaps: missed,
    resumeMs: { p50: percentile(resumeMs, 0.5), p99: percentile(resumeMs, 0.99), max: percentile(resumeMs, 1) },
  };
}
