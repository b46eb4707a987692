import { isDeepStrictEqual } from "node:util";
import { setTimeout as pause } from "node:timers/promises";
import { eventually } from "../eventually.ts";
import { Gate } from "./gate.ts";
import type { Expected, Order, Report, WireReport } from "./orders.ts";
import { Reader } from "./reader.ts";
import { wireNames, type WireName } from "./wires/index.ts";

/** Many readers in a process of their own: they do what the process that started them says, and go with it. */
const readers: Reader[] = [];
const gate = new Gate();

process.on("disconnect", () => process.exit());
process.on("message", (order: Order) => void obey(order).then((report) => process.send!(report)));

async function obey(order: Order): Promise<Report> {
  switch (order.type) {
    case "open":
      gate.open(order.url);
      await open(order);
      break;
    case "shake":
      for (const reader of readers) reader.shake(order.jitter);
      break;
    case "watch":
      for (const reader of readers) reader.watch();
      break;
    case "move":
      if (order.url === undefined) gate.close();
      else gate.open(order.url);
      break;
    case "settle":
      await settle(order);
      break;
    case "compare":
      return report(order.expected);
    case "report":
      break;
  }
  return report();
}

/** A crowd that comes at once would test the backlog of the listening socket. */
const comingAtOnce = 50;

async function open({ readers: count, localAddress, pollEveryMs }: Extract<Order, { type: "open" }>): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const wire = wireNames[index % wireNames.length]!;
    const reader = new Reader({ wire, localAddress, pollEveryMs, url: () => gate.passed() });
    readers.push(reader);
    void reader.stay();
    if (index % comingAtOnce === 0) await eventually(() => reader.kept.cursor);
  }
  await eventually(() => readers.every(({ kept }) => kept.cursor !== undefined));
}

async function settle({ cursor, patienceMs }: Extract<Order, { type: "settle" }>): Promise<void> {
  for (const reader of readers) reader.calm();
  const patience = AbortSignal.timeout(patienceMs);
  while (!patience.aborted && readers.some(({ kept }) => kept.cursor !== cursor)) await pause(20);
}

function report(expected?: Expected): Report {
  return wireNames.map((wire) => {
    const those = readers.filter((reader) => reader.wire === wire);
    return toReport(wire, { readers: those, expected });
  });
}

function toReport(
  wire: WireName,
  { readers, expected }: { readers: readonly Reader[]; expected: Expected | undefined },
): WireReport {
  const sum = (count: (reader: Reader) => number): number => readers.reduce((total, each) => total + count(each), 0);
  const checks = expected ? readers.map((reader, index) => compare(reader, { index, expected })) : [];
  return {
    wire,
    readers: readers.length,
    lines: sum(({ lines }) => lines),
    kills: sum(({ kills }) => kills),
    resets: sum(({ kept }) => kept.resets),
    updates: sum(({ kept }) => kept.updates),
    events: sum(({ kept }) => kept.events.size),
    missed: sum(({ kept }) => kept.missed),
    right: checks.reduce((total, { right }) => total + right, 0),
    wanted: expected ? readers.length * (expected.metrics.length + expected.events) : 0,
    resumeMs: readers.flatMap(({ resumeMs }) => resumeMs),
    longestWaitMs: Math.max(0, ...readers.map(({ longestWaitMs }) => longestWaitMs)),
    cursors: readers.map(({ kept }) => kept.cursor),
    faults: checks.flatMap(({ faults }) => faults),
  };
}

function compare(
  { wire, kept }: Reader,
  { index, expected }: { index: number; expected: Expected },
): { right: number; faults: string[] } {
  const { users, events, missed, repeated, older, cursor } = kept;
  const equal = expected.metrics.filter((metric) => isDeepStrictEqual(users.get(metric.userId), metric));
  const problems = {
    [`is at ${cursor}, not at ${expected.cursor}`]: cursor !== expected.cursor,
    [`has ${equal.length} of ${expected.metrics.length} users as they are`]: equal.length < expected.metrics.length,
    [`has ${users.size} users, not ${expected.metrics.length}`]: users.size !== expected.metrics.length,
    [`saw ${events.size} events and heard of ${missed}, of ${expected.events}`]:
      events.size + missed !== expected.events,
    [`saw ${repeated} events twice`]: repeated > 0,
    [`saw ${older} metrics after newer ones`]: older > 0,
  };
  return {
    right: equal.length + Math.min(expected.events, events.size + missed),
    faults: Object.entries(problems).flatMap(([problem, is]) => (is ? [`Reader ${index} of ${wire} ${problem}`] : [])),
  };
}
