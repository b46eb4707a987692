import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { meets, round, type Aim, type Figure } from "./support/figure.ts";
import { interleave, medianRatio } from "./support/interleave.ts";
import { median } from "./support/median.ts";

const program = resolve(import.meta.dirname, "../../bin/live-metrics.js");
const rounds = 21;

/** How long a person waits for the first word, against a Node that does nothing. */
export async function measureCliStart(): Promise<Figure[]> {
  const times = await interleave(
    {
      floor: () => timeNode(["-e", "0"]),
      version: () => timeNode([program, "--version"]),
      help: () => timeNode([program, "--help"]),
    },
    rounds,
  );
  return [toFigure("version", "<=2", times), toFigure("help", "<=4", times)];
}

function timeNode(args: string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const tookMs = performance.now() - start;
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`);
  return tookMs;
}

function toFigure(name: "version" | "help", aim: Aim, times: Record<"floor" | typeof name, number[]>): Figure {
  const ratio = round(medianRatio(times[name], times.floor));
  return {
    figure: `cli-start-${name}`,
    unit: "ms",
    ours: round(median(times[name])),
    floor: round(median(times.floor)),
    ratio,
    aim,
    ok: meets(ratio, aim),
    details: { rounds },
  };
}
