import { Agent } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { BulkBodies } from "./support/bulk-bodies.ts";
import { startChild } from "./support/child.ts";
import { openCrowd } from "./support/crowd.ts";
import { meets, round, type Aim, type Figure } from "./support/figure.ts";
import { interleave } from "./support/interleave.ts";
import { post } from "./support/post-all.ts";
import { openRawReader } from "./support/raw-reader.ts";
import { openTempFolder } from "./support/temp-folder.ts";

const readers = 100;
const perSecond = 200;
const messagesInARound = 400;
const rounds = 5;

/** From the moment a metric is posted until a reader has it, on one clock, against a broadcast without a disk. */
export async function measureLatency(): Promise<Figure[]> {
  await using folder = await openTempFolder();
  await using hub = await startChild<string>("support/hub-process.ts", [join(folder.path, "hub")]);
  await using floor = await startChild<string>("floors/fan-out.ts");
  await using crowd = await openCrowd(`${hub.ready}/metrics`);
  await using floorCrowd = await openCrowd(floor.ready);
  await crowd.grow(readers);
  await floorCrowd.grow(readers);
  await using ours = await openProbe(hub.ready);
  await using bare = await openProbe(floor.ready);

  const all: Record<"ours" | "floor", number[]> = { ours: [], floor: [] };
  const measure = (name: "ours" | "floor", probe: Probe) => async () => {
    const times = await probe.measure();
    all[name].push(...times);
    return times.length;
  };
  await interleave({ ours: measure("ours", ours), floor: measure("floor", bare) }, rounds);
  for (const times of Object.values(all)) times.splice(0, messagesInARound);
  return [toFigure("p50", 0.5, { aim: "<=10", all }), toFigure("p99", 0.99, { aim: "<=50", all })];
}

interface Probe extends AsyncDisposable {
  /** Milliseconds of each message of a round. */
  measure(): Promise<number[]>;
}

/** Sends and reads in one process, so that both ends have one clock. */
async function openProbe(url: string): Promise<Probe> {
  const agent = new Agent({ keepAlive: true });
  const bodies = new BulkBodies();
  const posted = new Map<string, number>();
  let times: number[] = [];
  let received = Promise.withResolvers<void>();
  const socket = await openRawReader(`${url}/metrics`, (message) => {
    const now = performance.now();
    // Several that were committed together come in one message.
    for (const [id] of message.toString().matchAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g)) {
      if (posted.has(id)) times.push(now - posted.get(id)!);
      posted.delete(id);
    }
    if (posted.size === 0) received.resolve();
  });

  return {
    async measure() {
      times = [];
      received = Promise.withResolvers();
      const records = bodies.records(messagesInARound);
      const bodyOf = (record: (typeof records)[number]): Buffer =>
        Buffer.from(JSON.stringify({ metrics: [record.metric], metas: [record.meta] }));
      const start = performance.now();
      for (const { meta } of records) posted.set(meta.id, Number.NaN);
      const answers = [];
      for (const [index, record] of records.entries()) {
        await pause(Math.max(0, start + (index * 1_000) / perSecond - performance.now()));
        posted.set(record.meta.id, performance.now());
        answers.push(post(`${url}/api/metrics/bulk`, { body: bodyOf(record), agent }));
      }
      await Promise.all([received.promise, ...answers]);
      return times;
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
      agent.destroy();
    },
  };
}

function toFigure(
  name: string,
  share: number,
  { aim, all }: { aim: Aim; all: Record<"ours" | "floor", number[]> },
): Figure {
  const ours = round(quantile(all.ours, share));
  const floor = round(quantile(all.floor, share));
  const details = { readers, perSecond, messages: all.ours.length, max: round(Math.max(...all.ours)) };
  return {
    figure: `latency-${name}`,
    unit: "ms",
    ours,
    floor,
    ratio: round(ours / floor),
    aim,
    ok: meets(ours, aim),
    details,
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((first, second) => first - second);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
