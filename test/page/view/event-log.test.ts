import { expect, test } from "vitest";
import { EventLog } from "../../../src/page/view/event-log.ts";
import { hourMs } from "../../../src/page/view/times.ts";
import { makeEvent } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
const at = (secondsAgo: number): string => new Date(now - secondsAgo * 1_000).toISOString();

test("keeps events newest first, each once", () => {
  const log = new EventLog();

  expect(log.take(makeEvent({ id: "a", timestamp: at(20) }))).toBe(true);
  expect(log.take(makeEvent({ id: "b", timestamp: at(10) }))).toBe(true);
  expect(log.take(makeEvent({ id: "c", timestamp: at(30) }))).toBe(true);
  expect(log.take(makeEvent({ id: "a", timestamp: at(20) }))).toBe(false);

  expect(log.kept.map(({ id }) => id)).toEqual(["b", "a", "c"]);
});

test("counts a user's events in bars of three minutes; what was before the log began is not known", () => {
  const log = new EventLog();
  log.beginAt(now - 6 * 60_000);
  log.take(makeEvent({ id: "a", timestamp: at(200) }));
  log.take(makeEvent({ id: "b", timestamp: at(190) }));
  log.take(makeEvent({ id: "c", userId: "u2", timestamp: at(10) }));

  const bars = log.barsOf("u1", now - 1);

  expect(bars).toHaveLength(20);
  expect(bars.slice(16)).toEqual([undefined, undefined, 2, 0]);
});

test("a bar that the log knows a part of is not known, unless something was heard in it", () => {
  const log = new EventLog();
  log.beginAt(now - 8 * 60_000);
  log.take(makeEvent({ id: "a", timestamp: at(500) }));

  expect(log.barsOf("u1", now - 1).slice(16)).toEqual([undefined, 1, 0, 0]);
  expect(log.barsOf("u2", now - 1).slice(16)).toEqual([undefined, undefined, 0, 0]);
});

test("a bar that a gap reaches into is not known, unless something was heard in it", () => {
  const gap = { from: now - 400_000, to: now - 300_000 };
  const log = new EventLog((from, to) => gap.from < to && gap.to > from);
  log.beginAt(now - hourMs);
  log.take(makeEvent({ id: "a", timestamp: at(500) }));

  expect(log.barsOf("u1", now - 1).slice(16)).toEqual([0, 1, undefined, 0]);
  expect(log.barsOf("u2", now - 1).slice(16)).toEqual([0, undefined, undefined, 0]);
  expect(log.countOf("u1", now)).toBeUndefined();
});

test("the bar that is not over yet is known up to now", () => {
  const log = new EventLog((_, to) => to > now - 60_000);
  log.beginAt(now - hourMs);

  expect(log.barsOf("u1", now - 60_000).at(-1)).toBe(0);
  expect(log.barsOf("u1", now - 59_999).at(-1)).toBeUndefined();
});

test("a user's events of an hour are counted where all of them are known", () => {
  const log = new EventLog();
  log.beginAt(now - 90_000);
  log.take(makeEvent({ id: "a", timestamp: at(30) }));
  expect(log.countOf("u1", now)).toBeUndefined();

  log.beginAt(now - hourMs);

  expect(log.countOf("u1", now)).toBe(1);
  expect(log.countOf("u2", now)).toBe(0);
});

test("tells the greatest bar of some users, within the last hour", () => {
  const log = new EventLog();
  log.take(makeEvent({ id: "a", timestamp: at(3_700) }));
  log.take(makeEvent({ id: "b", timestamp: at(3_690) }));
  log.take(makeEvent({ id: "c", timestamp: at(10) }));
  for (const id of ["d", "e", "f"]) log.take(makeEvent({ id, userId: "u2", timestamp: at(10) }));

  expect(log.mostOf(["u1", "u3"], now)).toBe(1);
  expect(log.mostOf(["u1", "u2"], now)).toBe(3);
  expect(log.mostOf(["u1", "u2"], now - 200_000)).toBe(2);
  expect(log.mostOf([], now)).toBe(0);
});

test("an interruption ends what is known, until the time before it is joined", () => {
  const log = new EventLog();
  log.beginAt(now - hourMs);
  log.interrupt({ from: now - 300_000, to: now - 200_000 });
  expect(log.knownSince).toBe(now - 200_000);
  expect(log.inMinute(now - 300_000)).toBeUndefined();

  log.beginAt(now - 250_000);
  expect(log.knownSince).toBe(now - 250_000);
  log.beginAt(now - 301_000);

  expect(log.knownSince).toBe(now - hourMs);
  expect(log.inMinute(now - 300_000)).toBe(0);
});

test("says since when it holds every event word for word", () => {
  const log = new EventLog();
  log.beginAt(now - hourMs);
  for (let index = 0; index <= 10_000; index++)
    log.take(makeEvent({ id: `e${index}`, timestamp: at(3_000 - index / 4) }));

  expect(log.kept).toHaveLength(10_000);
  expect(log.keptSince).toBe(now - 3_000_000 + 1);
  expect(log.knownSince).toBe(now - hourMs);
});

test("counts full minutes, where all of them is known", () => {
  const log = new EventLog();
  log.beginAt(now - 90_000);
  log.take(makeEvent({ id: "a", timestamp: at(30) }));

  expect(log.inMinute(now - 60_000)).toBe(1);
  expect(log.inMinute(now - 120_000)).toBeUndefined();
});

test("lets go of what is more than an hour old", () => {
  const log = new EventLog();
  log.beginAt(now - hourMs);
  log.take(makeEvent({ id: "old", timestamp: at(3_700) }));
  log.take(makeEvent({ id: "young", timestamp: at(100) }));

  const barsThen = (): (number | undefined)[] => log.barsOf("u1", now - 200_000);
  expect(barsThen()[0]).toBe(1);

  log.prune(now);

  expect(log.kept.map(({ id }) => id)).toEqual(["young"]);
  expect(barsThen()[0]).toBeUndefined();
  expect(log.barsOf("u1", now).at(-1)).toBe(0);
  expect(log.barsOf("u1", now).at(-2)).toBe(1);
});
