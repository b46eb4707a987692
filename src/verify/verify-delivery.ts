import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { DeadLetters } from "../delivery/spool/dead-letters.ts";
import type { SinkType } from "../delivery/sinks/index.ts";
import type { UserEvent } from "../metric/event.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { Ledger, type Tally } from "./ledger.ts";
import { Part } from "./part.ts";
import { Reader } from "./reader.ts";

export interface VerifyRequest {
  /** The program's own entry. */
  program: string;
  /** Where scraper and hub keep their state meanwhile. */
  folder: string;
  /** How long parts are killed. */
  forMs: number;
  users: number;
  /** Updates a second of all users together. */
  rate: number;
  sink: Exclude<SinkType, "stdout">;
  signal: AbortSignal;
  random: () => number;
  /** Told after each kill what was killed. */
  onKill: (part: PartName) => void;
}

export const partNames = ["scraper", "hub", "reader"] as const;
export type PartName = (typeof partNames)[number];

export interface VerifyResult extends Tally {
  kills: Record<PartName, number>;
  /** Events that the hub no longer had when the reader came back, and times it had to start anew. */
  gaps: number;
  resets: number;
}

/** A part lives at most so long before one is killed. */
const longestLifeMs = 2_500;
const patienceMs = 30_000;
const lookAgainMs = 50;

/**
 * Lets synthetic users move through scraper, spool, sink and hub to a reader, in processes of their own, kills these at
 * random, and compares what was sent with what was seen.
 */
export async function verifyDelivery(request: VerifyRequest): Promise<VerifyResult> {
  const { folder, forMs, signal, random, onKill } = request;
  const [scraperFolder, hubFolder] = [join(folder, "scraper"), join(folder, "hub")];
  for (const each of [scraperFolder, hubFolder]) await mkdir(each);
  const ledger = new Ledger();
  await using running = new AsyncDisposableStack();

  let port = "0";
  const hub = new Part({ ...request, folder: hubFolder, args: () => hubArgs(hubFolder, port) });
  running.defer(() => hub.kill());
  const [, url = ""] = await hub.start(hubIsOpen);
  // From now on it comes back where it was.
  ({ port } = new URL(url));

  const reader = new Reader(url.replace(/^http/, "ws"), ledger);
  running.defer(() => reader.close());
  const scraper = new Part({
    ...request,
    folder: scraperFolder,
    args: () => scraperArgs(request, { folder: scraperFolder, url }),
    onLine: (line) => note(line, ledger),
  });
  running.defer(() => scraper.kill());
  await scraper.start(scraperRuns);

  const kill: Record<PartName, () => Promise<unknown>> = {
    scraper: async () => {
      await scraper.kill();
      await scraper.start(scraperRuns);
    },
    hub: async () => {
      await hub.kill();
      await hub.start(hubIsOpen);
    },
    reader: async () => reader.break(),
  };
  const endsAt = performance.now() + forMs;
  while (performance.now() < endsAt && !signal.aborted) {
    await wait(Math.min(random() * longestLifeMs, endsAt - performance.now()), undefined, { signal }).catch(() => {});
    const name = partNames[Math.floor(random() * partNames.length)]!;
    await kill[name]();
    onKill(name);
  }

  await scraper.finish();
  await untilLevel(reader, url);
  const kills = { scraper: scraper.kills, hub: hub.kills, reader: reader.breaks };
  const { gaps, resets } = reader;
  return { ...ledger.tally(countWaiting(scraperFolder)), kills, gaps, resets };
}

const hubIsOpen = /Live Metrics page: (\S+)/;
const scraperRuns = /Synthetic users moved/;

function hubArgs(folder: string, port: string): string[] {
  return ["serve", "--port", port, "--rate-limit", "0", "--state-dir", folder];
}

/** What is on disk is written on standard output after it: its ledger. */
function scraperArgs({ users, rate, sink }: VerifyRequest, { folder, url }: { folder: string; url: string }): string[] {
  const way = ["--sink", sink, "--url", url, "--sink", "stdout", "--events"];
  return ["scrape", "--mock", String(users), "--rate", String(rate), ...way, "--state-dir", folder, "-v"];
}

function note(line: string, ledger: Ledger): void {
  const said = JSON.parse(line) as UserMetric | { event: UserEvent };
  if ("event" in said) ledger.eventSent(said.event);
  else ledger.metricSent(said);
}

async function untilLevel(reader: Reader, url: string): Promise<void> {
  const { cursor } = (await (await fetch(`${url}/api/metrics`)).json()) as { cursor: string };
  const endsAt = performance.now() + patienceMs;
  while (!reader.hasReached(cursor) && performance.now() < endsAt) await wait(lookAgainMs);
}

function countWaiting(folder: string): number {
  using letters = DeadLetters.open(join(folder, "spool.sqlite"));
  return letters.waiting().reduce((sum, { waiting }) => sum + waiting, letters.list().length);
}
