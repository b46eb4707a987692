import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { BulkBodies, metricsInBody } from "./bulk-bodies.ts";
import { readMetrics, settle, SqliteWriter, toUserArrival } from "./built.ts";
import { round } from "./figure.ts";
import { median } from "./median.ts";

type Arrivals = ReturnType<typeof toUserArrival>[];

const batches = 60;
const warmUp = 20;

/** What each stage takes of one body, in milliseconds and as a share; measured one by one, with nothing beside it. */
export async function measureStages(folder: string): Promise<Record<string, unknown>> {
  await mkdir(folder, { recursive: true });
  const writer = new SqliteWriter({ file: join(folder, "hub.sqlite"), eventsKept: 100, retentionMs: 86_400_000 });
  const log = await open(join(folder, "log"), "w");
  const times = new Times();
  for (const body of new BulkBodies().canonical(warmUp + batches)) {
    const { metrics, metas } = times.of("parse", () => JSON.parse(body.toString()) as Body);
    const context = { receivedAt: new Date().toISOString(), source: "rest" };
    const { items } = times.of("check", () => readMetrics(metrics, metas, context));
    const arrivals = times.of("serialise", () => items.map((item) => toUserArrival(item, () => 1_800_000)));
    const received = times.of("hand to the thread", () => structuredClone(arrivals));
    times.of("settle", () => settle(received, { users: new Map(), eventIds: new Set(), runs: new Map() }, 0));
    times.of("commit", () => writer.commit(received, Date.now()));
    await log.write(Buffer.alloc(sizeOf(received)));
    await times.ofAsync("sync", () => log.datasync());
  }
  writer.close();
  await log.close();
  return times.report();
}

interface Body {
  metrics: unknown[];
  metas: unknown[];
}

/** What lands in the log at least: each metric once as the latest and once as history. */
function sizeOf(arrivals: Arrivals): number {
  return arrivals.reduce(
    (size, arrival) => size + (arrival.type === "user" ? 2 * (arrival.metricJson.length + arrival.metaJson.length) : 0),
    0,
  );
}

class Times {
  readonly #times = new Map<string, number[]>();

  of<Result>(stage: string, work: () => Result): Result {
    const start = performance.now();
    const result = work();
    this.#note(stage, performance.now() - start);
    return result;
  }

  async ofAsync(stage: string, work: () => Promise<unknown>): Promise<void> {
    const start = performance.now();
    await work();
    this.#note(stage, performance.now() - start);
  }

  /** The commit holds settling and syncing as well; what is left is what SQLite does with its pages. */
  report(): Record<string, unknown> {
    const ms = Object.fromEntries([...this.#times].map(([stage, times]) => [stage, median(times.slice(warmUp))]));
    const { commit = 0, settle = 0, sync = 0, ...before } = ms;
    const stages = { ...before, settle, write: commit - settle - sync, sync };
    const total = Object.values(stages).reduce((sum, stage) => sum + stage, 0);
    const shares = Object.entries(stages).map(([stage, took]) => [
      stage,
      { ms: round(took), share: `${Math.round((100 * took) / total)} %` },
    ]);
    return { metrics: metricsInBody, totalMs: round(total), ...Object.fromEntries(shares) };
  }

  #note(stage: string, ms: number): void {
    const times = this.#times.get(stage) ?? [];
    times.push(ms);
    this.#times.set(stage, times);
  }
}
