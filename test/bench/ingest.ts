import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BulkBodies, metricsInBody } from "./support/bulk-bodies.ts";
import { startChild } from "./support/child.ts";
import { meets, round, type Figure } from "./support/figure.ts";
import { measureStages } from "./support/ingest-stages.ts";
import { interleave, medianRatio } from "./support/interleave.ts";
import { median } from "./support/median.ts";
import { postAll } from "./support/post-all.ts";

const rounds = 8;
const bodiesInARound = 80;
const aim = ">=0.25";

/** Metrics a second that are checked, kept as latest and as history, and synced, against a server that only parses. */
export async function measureIngest(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "live-metrics-bench-"));
  try {
    await using hub = await startChild<string>("support/hub-process.ts", [join(folder, "hub")]);
    await using floor = await startChild<string>("floors/ingest.ts");
    const bodies = new BulkBodies();
    const canonical = (url: string) => () => pace(url, bodies.canonical(bodiesInARound));
    const scraperShaped = (url: string) => () => pace(url, bodies.scraperShaped(bodiesInARound));
    const results = await interleave(
      {
        ours: canonical(hub.ready),
        floor: canonical(floor.ready),
        scraperShaped: scraperShaped(hub.ready),
        scraperShapedFloor: scraperShaped(floor.ready),
      },
      rounds,
    );
    return [toFigure(results, await measureStages(join(folder, "stages")))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pace(url: string, bodies: readonly Buffer[]): Promise<number> {
  const start = performance.now();
  const accepted = await postAll(`${url}/api/metrics/bulk`, bodies);
  const seconds = (performance.now() - start) / 1_000;
  if (accepted !== bodies.length * metricsInBody) throw new Error(`${accepted} metrics of ${bodies.length} bodies`);
  return accepted / seconds;
}

type Name = "ours" | "floor" | "scraperShaped" | "scraperShapedFloor";

function toFigure(results: Record<Name, number[]>, stages: Record<string, unknown>): Figure {
  const ratio = round(medianRatio(results.ours, results.floor));
  return {
    figure: "ingest",
    unit: "metrics/s",
    ours: round(median(results.ours)),
    floor: round(median(results.floor)),
    ratio,
    aim,
    ok: meets(ratio, aim),
    details: {
      rounds,
      spread: [Math.min(...results.ours), Math.max(...results.ours)].map(round),
      floorSpread: [Math.min(...results.floor), Math.max(...results.floor)].map(round),
      scraperShaped: {
        ours: round(median(results.scraperShaped)),
        floor: round(median(results.scraperShapedFloor)),
        ratio: round(medianRatio(results.scraperShaped, results.scraperShapedFloor)),
      },
      stages,
    },
  };
}
