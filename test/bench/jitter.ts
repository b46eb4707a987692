import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { runJitter } from "../support/endurance/jitter.ts";
import { percentile } from "../support/endurance/figures.ts";
import type { WireReport } from "../support/endurance/orders.ts";
import { report } from "./support/figure.ts";

/** Delivery under jitter, with as many readers as the machine allows: `npm run bench:jitter 10000`. */
const { positionals } = parseArgs({ allowPositionals: true });
const readers = Number(positionals[0] ?? 1_000);
const readersPerProcess = 2_500;
// Only Linux has all of 127.0.0.0/8; elsewhere one address must do.
const isSpread = process.platform === "linux";

const filesAllowed = Number(spawnSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" }).stdout) || Infinity;
if (filesAllowed < readers + 200)
  throw new Error(`${readers} sockets need more than the ${filesAllowed} open files that are allowed: ulimit -n`);

const result = await runJitter({
  readers,
  processes: Math.ceil(readers / readersPerProcess),
  isSpread,
  heartbeatMs: 5_000,
  pollEveryMs: Math.max(1_000, readers / 2),
  jitter: { lifeMs: 15_000, awayMs: 2_000 },
  durationMs: 60_000,
  // What each reader is sent is the same, so the more there are, the more time it takes.
  everyMs: Math.max(200, readers * 2),
  eventsKept: 100_000,
  patienceMs: 120_000,
});

for (const wire of result.report) reportWire(wire);
for (const fault of result.report.flatMap(({ faults }) => faults).slice(0, 20)) process.stderr.write(`${fault}\n`);

function reportWire({ wire, readers, kills, lines, right, wanted, resumeMs, faults }: WireReport): void {
  report({
    figure: `jitter-${wire}`,
    unit: "% delivered",
    ours: Math.floor((10_000 * right) / wanted) / 100,
    aim: ">=100",
    ok: right === wanted && faults.length === 0,
    details: {
      readers,
      kills,
      lines,
      events: result.events,
      resumeMs: { p50: percentile(resumeMs, 0.5), p99: percentile(resumeMs, 0.99), max: percentile(resumeMs, 1) },
    },
  });
}
