import { tempFolder } from "../temp-folder.ts";
import { nthMetricOf } from "../hub/metric.ts";
import { post } from "../hub/test-hub.ts";
import { stateOf } from "./jitter.ts";
import { openReaders } from "./open-readers.ts";
import type { Report } from "./orders.ts";
import { startHub } from "./start-hub.ts";

interface Options {
  readers: number;
  processes: number;
  pollEveryMs: number;
  patienceMs: number;
}

export interface StormResult {
  /** Users that changed while nobody read. */
  missedUsers: number;
  before: Report;
  after: Report;
  /** From the moment at which all came until all were level. */
  levelMs: number;
}

const userCount = 200;
const missedUsers = 20;

/** Kills the hub under its readers, and lets all of them come back in the same moment. */
export async function runStorm({ readers: count, patienceMs, ...differs }: Options): Promise<StormResult> {
  await using folder = await tempFolder();
  const first = await startHub({ stateFolder: folder.path });
  await using cleanup = new AsyncDisposableStack();
  cleanup.use(first);
  await send(first.url, { users: userCount, n: 1 });
  const readers = cleanup.use(await openReaders({ url: first.url, readers: count, ...differs }));
  const { cursor } = await stateOf(first.url);
  const before = await readers.tell({ type: "settle", cursor, patienceMs });

  await readers.tell({ type: "move", url: undefined });
  await first.kill();
  const second = cleanup.use(await startHub({ stateFolder: folder.path }));
  await send(second.url, { users: missedUsers, n: 2 });
  const state = await stateOf(second.url);

  const startedAt = performance.now();
  await readers.tell({ type: "move", url: second.url });
  await readers.tell({ type: "settle", cursor: state.cursor, patienceMs });
  const levelMs = Math.round(performance.now() - startedAt);
  const after = await readers.tell({ type: "compare", expected: { ...state, events: 0 } });
  return { missedUsers, before, after, levelMs };
}

async function send(url: string, { users, n }: { users: number; n: number }): Promise<void> {
  const metrics = Array.from({ length: users }, (_, index) => nthMetricOf(`user-${index}`, n));
  await post(`${url}/api/metrics/bulk`, { metrics });
}
