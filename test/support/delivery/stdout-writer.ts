import { openSink } from "../../../src/delivery/open-sink.ts";
import { toParcel } from "../../../src/delivery/parcel.ts";
import { silentLog } from "../../../src/log.ts";
import { makeMeta, makeMetric } from "../user-metrics.ts";

// Writes batches of 500 to the stdout sink until all are out or the reader has gone; says on standard error how it went.
const [batches = 1, size = 500] = process.argv.slice(2).map(Number);
const provenance = process.argv.includes("--provenance");
let timesGone = 0;
let held = 0;
const sink = openSink(
  { type: "stdout", format: "ndjson", events: false, provenance },
  { log: silentLog, onGone: () => (timesGone += 1) },
);

let written = 0;
let isGone = false;
while (written < batches && !isGone) {
  const records = Array.from({ length: size }, (_, index) => ({
    type: "metric" as const,
    record: { metric: makeMetric({ userId: `u${written * size + index}` }), meta: makeMeta() },
  }));
  ({ isGone = false } = await sink.write(records.map(toParcel), new AbortController().signal));
  held = Math.max(held, process.stdout.writableLength);
  written += 1;
}
await sink.close();
await sink.close();
process.stderr.write(JSON.stringify({ written, isGone, timesGone, held }));
