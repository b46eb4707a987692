import { join } from "node:path";
import { openFloor } from "./floors/spool.ts";
import { BulkBodies } from "./support/bulk-bodies.ts";
import { Spool, SpoolQueue, toParcel } from "./support/built.ts";
import { meets, round, type Figure } from "./support/figure.ts";
import { medianRatio } from "./support/interleave.ts";
import { median } from "./support/median.ts";
import { openTempFolder } from "./support/temp-folder.ts";

const runLength = 500;
const runs = 40;
const rounds = 8;
const metrics = runs * runLength;
const aims = { pace: ">=50000", ratio: ">=0.5" } as const;

/**
 * Metrics a second that are synced to disk, read back and removed, by one core, against bare inserts of the same texts;
 * the floor is given these, ours makes them from metrics.
 */
export async function measureSpool(): Promise<Figure[]> {
  await using folder = await openTempFolder();
  const bodies = new BulkBodies(metrics);
  const ours = openOurs(join(folder.path, "ours.sqlite"));
  const floor = openFloor(join(folder.path, "floor.sqlite"));
  const results: Record<"ours" | "floor", Pace[]> = { ours: [], floor: [] };
  for (let index = 0; index <= rounds; index += 1) {
    const items = Array.from({ length: runs }, () =>
      bodies.records(runLength).map((record) => ({ type: "metric" as const, record })),
    );
    const parcels = items.map((run) => run.map(toParcel));
    const measures = [
      { name: "ours" as const, measure: () => pace(ours, items) },
      { name: "floor" as const, measure: () => pace(floor, parcels) },
    ];
    for (const { name, measure } of index % 2 === 0 ? measures : measures.toReversed()) {
      const measured = await measure();
      if (index > 0) results[name].push(measured);
    }
  }
  ours.close();
  floor.close();
  return toFigures(results.ours, results.floor);
}

interface Keeper<Run> {
  write(run: Run): unknown;
  drain(runLength: number): number;
}

/** Metrics a second. */
interface Pace {
  whole: number;
  write: number;
  drain: number;
  cpuMicros: number;
}

async function pace<Run>(keeper: Keeper<Run>, all: readonly Run[]): Promise<Pace> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const runs = all.values();
  const writeAll = async (): Promise<void> => {
    for (const run of runs) await keeper.write(run);
  };
  // Two at a time, as the program does it: who does not hold the thread while the disk syncs goes on meanwhile.
  await Promise.all([writeAll(), writeAll()]);
  const written = performance.now();
  const drained = keeper.drain(runLength);
  const end = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  if (drained !== metrics) throw new Error(`${drained} metrics came back of ${metrics}`);
  const perSecond = (ms: number): number => metrics / (ms / 1_000);
  return {
    whole: perSecond(end - start),
    write: perSecond(written - start),
    drain: perSecond(end - written),
    cpuMicros: (user + system) / metrics,
  };
}

function openOurs(file: string) {
  const spool = Spool.open({ file, maxMegabytes: 1_024, whenFull: "block" });
  // By a clock that goes on by a second at each look, so that nobody is held.
  let clock = 0;
  const queue = new SpoolQueue({ spool, sink: "rest", takes: new Set(["metric"]), now: () => (clock += 1_000) });
  return {
    write(run: Parameters<typeof spool.put>[0]) {
      spool.put(run);
      return spool.untilSynced();
    },
    drain(limit: number): number {
      let count = 0;
      for (let batch = queue.take(limit); batch.length > 0; batch = queue.take(limit)) {
        count += batch.length;
        queue.settle([]);
      }
      return count;
    },
    close: () => spool.close(),
  };
}

function toFigures(ours: readonly Pace[], floor: readonly Pace[]): Figure[] {
  const of = (paces: readonly Pace[], what: keyof Pace): number[] => paces.map((pace) => pace[what]);
  const medians = (what: keyof Pace) => ({
    ours: round(median(of(ours, what))),
    floor: round(median(of(floor, what))),
  });
  const whole = medians("whole");
  const ratio = round(medianRatio(of(ours, "whole"), of(floor, "whole")));
  const details = {
    metrics,
    rounds,
    write: medians("write"),
    drain: medians("drain"),
    cpuMicrosEach: medians("cpuMicros"),
  };
  const figure = { figure: "spool", unit: "metrics/s", ...whole, ratio };
  return [
    { ...figure, aim: aims.pace, ok: meets(whole.ours, aims.pace), details },
    {
      ...figure,
      figure: "spool-ratio",
      unit: "×",
      ours: ratio,
      floor: 1,
      aim: aims.ratio,
      ok: meets(ratio, aims.ratio),
    },
  ];
}
