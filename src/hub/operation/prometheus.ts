import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Hub } from "../hub.ts";
import type { Telemetry } from "../telemetry.ts";
import { SentTally } from "./sent-tally.ts";

/** Names of targets and sources come from outside; more than this many would make the numbers useless. */
const namesKept = 200;
const quickSeconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const slowSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600];
const commitSizes = [1, 5, 20, 100, 500, 2_000, 5_000];

export interface Prometheus {
  telemetry: Telemetry;
  /** Of `text()`. */
  contentType: string;
  /** All numbers in the Prometheus text format; what is counted on demand is asked of the hub. */
  text(hub: Hub): Promise<string>;
}

/** Numbers of one hub, in a registry of its own: several hubs in one process do not share them. */
export function createPrometheus(): Prometheus {
  const registry = new Registry();
  const counters = createCounters(registry);
  const gauges = createGauges(registry);
  const tally = new SentTally();
  const sourceOf = createNames();
  const targetOf = createNames();

  return {
    telemetry: {
      committed({ arrivals, ms }) {
        counters.commitSeconds.observe(ms / 1_000);
        counters.commitSize.observe(arrivals);
      },
      ingested(kind, { accepted, duplicates }) {
        counters.accepted.inc({ kind }, accepted);
        counters.duplicates.inc({ kind }, duplicates);
      },
      delayed: (ms) => counters.delaySeconds.observe(ms / 1_000),
      rejected: (transport, items) => counters.rejected.inc({ transport }, items),
      older: (source) => counters.older.inc({ source: sourceOf(source) }),
      clockAhead: (source) => counters.clockAhead.inc({ source: sourceOf(source) }),
      left: (reason, users) => counters.left.inc({ reason }, users),
      reader(transport, change) {
        if (change === "came") return gauges.readers.inc({ transport });
        gauges.readers.dec({ transport });
        if (change === "dropped") counters.dropped.inc({ transport });
      },
      sent: (transport, messages, bytes) => tally.add(transport, messages, bytes),
      conflated: (transport, changes) => counters.conflated.inc({ transport }, changes),
      lagged: (ms) => counters.lagSeconds.observe(ms / 1_000),
      refused: (reason) => counters.refused.inc({ reason }),
      ran: (target, verdict) => counters.runs.inc({ target: targetOf(target), verdict }),
    },
    contentType: registry.contentType,
    async text(hub) {
      countSent(tally, counters);
      await countUsers(hub, gauges);
      readTargets(hub, gauges, targetOf);
      return `${await registry.metrics()}\n${await processNumbers().metrics()}`;
    },
  };
}

let ofProcess: Registry | undefined;

/** One for all hubs: what it reads with runs on for as long as the process does. */
function processNumbers(): Registry {
  if (ofProcess) return ofProcess;
  ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  return ofProcess;
}

function countSent(tally: SentTally, { messages, bytes }: ReturnType<typeof createCounters>): void {
  for (const [transport, sent] of tally.take()) {
    messages.inc({ transport }, sent.messages);
    bytes.inc({ transport }, sent.bytes);
  }
}

/** A store that cannot be read is no reason to withhold all other numbers, just when they are looked at. */
async function countUsers(hub: Hub, { users }: Gauges): Promise<void> {
  const count = await hub.countUsers().catch(() => undefined);
  if (count === undefined) users.remove();
  else users.set(count);
}

/** Of several that share a name, the worst counts. */
function readTargets(hub: Hub, gauges: Gauges, targetOf: (name: string) => string): void {
  const { lastGood, late, spoolDepth } = gauges;
  for (const gauge of [lastGood, late, spoolDepth]) gauge.reset();
  const byName = Map.groupBy(hub.targets(), ({ target }) => targetOf(target));
  for (const [target, states] of byName) {
    const goodAt = states.flatMap(({ lastGoodAt }) => (lastGoodAt === undefined ? [] : [Date.parse(lastGoodAt)]));
    const depths = states.flatMap(({ lastRun }) => (lastRun.spoolDepth === undefined ? [] : [lastRun.spoolDepth]));
    late.set({ target }, states.some(({ isLate }) => isLate) ? 1 : 0);
    if (goodAt.length > 0) lastGood.set({ target }, Math.min(...goodAt) / 1_000);
    if (depths.length > 0) spoolDepth.set({ target }, Math.max(...depths));
  }
}

type Gauges = ReturnType<typeof createGauges>;

function createCounters(registry: Registry) {
  const counter = <Label extends string>(name: string, help: string, labels: Labels<Label> = {}) =>
    withLabels(labels, (labelNames) => new Counter({ name: fullName(name), help, labelNames, registers: [registry] }));
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: fullName(name), help, buckets, registers: [registry] });
  const kind = ["metric", "event", "run"];

  return {
    accepted: counter("ingest_accepted_total", "Records that were new and are on disk", { kind }),
    duplicates: counter("ingest_duplicates_total", "Records that were known, or older than what is known", { kind }),
    rejected: counter("ingest_rejected_total", "Records that were refused as invalid", { transport: senders }),
    older: counter("ingest_older_total", "Metrics that were older than what is known of their user", { source: [] }),
    clockAhead: counter("ingest_clock_ahead_total", "Records with a time too far ahead to be believed", { source: [] }),
    delaySeconds: histogram(
      "ingest_delay_seconds",
      "From observation to disk, of the new metric of each request that took longest",
      slowSeconds,
    ),
    commitSeconds: histogram("commit_seconds", "How long a commit took, its sync included", quickSeconds),
    commitSize: histogram("commit_records", "Records that shared a commit", commitSizes),
    left: counter("users_left_total", "Users who left the live view", { reason: ["expired", "gone"] }),
    messages: counter("sent_messages_total", "Messages that were handed to readers", { transport: readers }),
    bytes: counter("sent_bytes_total", "Bytes of those messages", { transport: readers }),
    lagSeconds: histogram("fan_out_lag_seconds", "From commit until the last level reader was given it", quickSeconds),
    conflated: counter("conflated_changes_total", "Changes that a slow reader skipped for newer ones", {
      transport: streams,
    }),
    dropped: counter("readers_dropped_total", "Readers that were dropped as dead", { transport: streams }),
    refused: counter("refused_total", "Requests that were turned away, by what was wrong", { reason: refusals }),
    runs: counter("runs_total", "Runs that were reported, by how they ended", { target: [], verdict: [] }),
  };
}

function createGauges(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, labels: Labels<Label> = {}) =>
    withLabels(labels, (labelNames) => new Gauge({ name: fullName(name), help, labelNames, registers: [registry] }));

  return {
    readers: gauge("readers", "Readers that are connected", { transport: streams }),
    users: gauge("users", "Users in the live view"),
    lastGood: gauge("target_last_good_timestamp_seconds", "When the last good run of a target ended", { target: [] }),
    late: gauge("target_late", "1 when no run of the target was good for three intervals", { target: [] }),
    spoolDepth: gauge("spool_depth", "Metrics that wait at the scraper for delivery", { target: [] }),
  };
}

const senders = ["rest", "websocket"];
const streams = ["websocket", "sse"];
const readers = [...streams, "polling"];
const refusals = ["host", "origin", "forwarded", "credentials", "scope", "rate", "connections"];

function fullName(name: string): string {
  return `live_metrics_${name}`;
}

/** Names of labels, each with the values that are known beforehand. */
type Labels<Label extends string> = Partial<Record<Label, readonly string[]>>;

/** What can happen is there from the beginning, as 0: an increase from nothing is none, and would wake nobody. */
function withLabels<Label extends string, Metric extends Pick<Gauge<Label>, "inc">>(
  labels: Labels<Label>,
  create: (names: Label[]) => Metric,
): Metric {
  const names = Object.keys(labels) as Label[];
  const metric = create(names);
  const [name, ...others] = names;
  if (name !== undefined && others.length === 0)
    for (const value of labels[name] ?? []) metric.inc({ [name]: value } as Record<Label, string>, 0);
  return metric;
}

function createNames(): (name: string) => string {
  const known = new Set<string>();
  return (name) => {
    if (!known.has(name) && known.size >= namesKept) return "other";
    known.add(name);
    return name;
  };
}
