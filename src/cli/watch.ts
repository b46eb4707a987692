import { toDurationText } from "../duration.ts";
import type { DeliveryCounts } from "../delivery/delivery-counts.ts";
import type { Log } from "../log.ts";
import { isDelivered, type Outcome } from "../outcome.ts";
import type { RunEvent } from "../run.ts";
import { isGood } from "../scrape/verdict.ts";
import type { Talk } from "./talk.ts";
import { tellWhere } from "./tell-where.ts";

/** Tells a person what a run is doing: lines that stay for what matters, the moving line for the rest. */
export function watchRun({ log, status, confide }: Talk): (event: RunEvent) => void {
  const running = new Set<string>();
  const due = new Map<string, Date>();
  const told = new Map<string, ReadonlySet<string>>();
  let outcome: Outcome | undefined;
  let page = "";

  const refresh = (): void => void status.show(toStatusLine({ running, due, outcome, page, now: Date.now() }));
  // Without a terminal there is nothing to count down on.
  if (status.isLive) setInterval(refresh, 1_000).unref();

  return (event) => {
    switch (event.type) {
      case "hub":
        page = event.hub.url;
        tellWhere(event.hub, { log, confide });
        break;
      case "started":
        running.add(event.target);
        break;
      case "next":
        due.set(event.target, event.at);
        break;
      case "moved":
        outcome = event.outcome;
        log.debug("Synthetic users moved", { users: event.people });
        break;
      case "finished": {
        const { target, verdict, observations, bundle } = event.result;
        running.delete(target);
        outcome = event.outcome;
        // On a terminal the moving line shows good runs; only what asks for attention stays on the screen.
        const level = isGood(verdict) ? (status.isLive ? "debug" : "info") : "warn";
        log[level](`${target}: ${verdict.name}. ${verdict.sentence}`, {
          rows: observations.length,
          ...(bundle === undefined ? {} : { bundle }),
        });
        // What stays as it is from run to run is said once, and again when it comes back.
        for (const warning of verdict.warnings) if (!told.get(target)?.has(warning)) log.warn(`${target}: ${warning}`);
        told.set(target, new Set(verdict.warnings));
      }
    }
    refresh();
  };
}

interface StatusFacts {
  running: ReadonlySet<string>;
  due: ReadonlyMap<string, Date>;
  outcome: Outcome | undefined;
  page: string;
  now: number;
}

function toStatusLine({ running, due, outcome, page, now }: StatusFacts): string {
  const counts = Object.values(outcome?.delivery ?? {});
  const delivered = Math.max(0, ...counts.map((count) => count.delivered));
  const waiting = Math.max(0, ...counts.map((count) => count.waiting));
  const nextMs = Math.min(...[...due.values()].map((at) => at.getTime() - now));

  return [
    running.size > 0
      ? `reading ${[...running].join(", ")}`
      : Number.isFinite(nextMs)
        ? `next in ${toDurationText(Math.max(0, Math.round(nextMs / 1_000) * 1_000))}`
        : "starting",
    outcome ? `${counted(outcome.runs, "run")}, ${counted(outcome.rows, "row")}` : "",
    outcome ? `${delivered} delivered${waiting > 0 ? `, ${waiting} waiting` : ""}` : "",
    page,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The last words of a run, on standard error. */
export function summarize(outcome: Outcome, { log, keepsState }: { log: Log; keepsState: boolean }): void {
  const bad = Object.entries(outcome.verdicts).filter(([, verdict]) => !isGood(verdict));
  log.info(
    `${counted(outcome.runs, "run")}, ${counted(outcome.rows, "row")} read`,
    Object.fromEntries(Object.entries(outcome.verdicts).map(([target, { name }]) => [target, name])),
  );

  summarizeDelivery(outcome.delivery, { log, keepsState });
  if (bad.length > 0 && !isDelivered(outcome.delivery))
    log.error(`Both went wrong: ${bad.length} targets and the delivery`);
}

/** What became of the metrics, by sink. */
export function summarizeDelivery(delivery: Outcome["delivery"], context: { log: Log; keepsState: boolean }): void {
  for (const [sink, counts] of Object.entries(delivery)) tellDelivery(sink, counts, context);
}

function tellDelivery(
  sink: string,
  counts: DeliveryCounts,
  { log, keepsState }: { log: Log; keepsState: boolean },
): void {
  const { delivered, waiting, rejected, dropped, confirms } = counts;
  const isKept = counts.isSpooled && keepsState;
  const done = `${sink}: ${delivered} ${confirms === "read" ? "read, not known to be stored" : "delivered"}`;
  const missing = [
    waiting > 0 && (isKept ? `${waiting} wait in the spool for the next run` : `${waiting} not, and they are gone`),
    rejected > 0 && `${rejected} refused${isKept ? " and set aside (live-metrics spool ls)" : ""}`,
    dropped > 0 && `${dropped} dropped for want of room`,
  ].filter((text) => text !== false);
  if (missing.length === 0) return log.info(done);

  const isLost = dropped > 0 || (!isKept && waiting + rejected > 0);
  log[isLost ? "error" : "warn"]([done, ...missing].join(", "));
}
