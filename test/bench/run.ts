import { measureCapture } from "./capture.ts";
import { measureCliStart } from "./cli-start.ts";
import { measureEndToEnd } from "./end-to-end.ts";
import { measureFanOut } from "./fan-out.ts";
import { measureIdleReaders } from "./idle-readers.ts";
import { measureIngest } from "./ingest.ts";
import { measureInstallSize } from "./install-size.ts";
import { measureLatency } from "./latency.ts";
import { measureMillionUsers } from "./million-users.ts";
import { measurePage, measurePageForLong } from "./page.ts";
import { measurePages } from "./pages.ts";
import { measurePeers } from "./peers.ts";
import { measureSpool } from "./spool.ts";
import { measureTyping } from "./typing.ts";
import { report, type Figure } from "./support/figure.ts";

/** What is measured, in this order; `node test/bench/run.ts pages` measures one. */
const subjects: Record<string, () => Promise<Figure[]>> = {
  "cli-start": measureCliStart,
  pages: measurePages,
  page: measurePage,
  capture: measureCapture,
  typing: measureTyping,
  spool: measureSpool,
  ingest: measureIngest,
  "fan-out": measureFanOut,
  "end-to-end": measureEndToEnd,
  latency: measureLatency,
  "idle-readers": measureIdleReaders,
  "million-users": measureMillionUsers,
  peers: measurePeers,
  "install-size": measureInstallSize,
};

/** What takes long, and is measured only where it is asked for. */
const onRequest: typeof subjects = { "page-for-long": measurePageForLong };
const all = { ...subjects, ...onRequest };

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in all));
if (unknown.length > 0)
  throw new Error(`Nothing here measures ${unknown.join(", ")}; choose from ${Object.keys(all).join(", ")}`);

const chosen = wanted.length > 0 ? wanted : Object.keys(subjects);
for (const [name, measure] of Object.entries(all)) {
  if (!chosen.includes(name)) continue;
  for (const figure of await measure()) report(figure);
}
