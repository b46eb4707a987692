import { expect, test } from "vitest";
import { EventLog, hourMs } from "../../../src/page/view/event-log.ts";
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

  log.prune(now);

  expect(log.kept.map(({ id }) => id)).toEqual(["young"]);
});
