import { expect, test } from "vitest";
import { Ledger } from "../../src/verify/ledger.ts";
import { makeEvent, makeMetric } from "../support/user-metrics.ts";

const at = (second: number): string => `2026-11-23T12:00:0${second}.000Z`;
const metric = (userId: string, second: number) => makeMetric({ userId, timestamp: at(second) });

test("what was seen as it was sent is neither lost nor twice", () => {
  const ledger = new Ledger();
  ledger.metricSent(metric("u1", 1));
  ledger.eventSent(makeEvent());
  ledger.metricSeen(metric("u1", 1));
  ledger.eventSeen(makeEvent());
  expect(ledger.tally(0)).toEqual({ sent: 2, acknowledged: 2, seen: 2, conflated: 0, duplicate: 0, lost: 0 });
});

test("a metric whose user was seen newer is conflated, one that was the newest is lost", () => {
  const ledger = new Ledger();
  for (const second of [1, 2]) ledger.metricSent(metric("u1", second));
  for (const second of [1, 2]) ledger.metricSent(metric("u2", second));
  ledger.metricSeen(metric("u1", 2));
  ledger.metricSeen(metric("u2", 1));
  expect(ledger.tally(1)).toEqual({ sent: 4, acknowledged: 3, seen: 2, conflated: 1, duplicate: 0, lost: 1 });
});

test("a user who was seen to leave is not lost, unless something came after it", () => {
  const ledger = new Ledger();
  ledger.metricSent(metric("u1", 1));
  ledger.leftSeen("u1");
  expect(ledger.tally(0)).toMatchObject({ lost: 0 });
  ledger.metricSeen(metric("u1", 0));
  expect(ledger.tally(0)).toMatchObject({ lost: 1 });
});

test("an event that was never seen is lost, and what was seen twice is a duplicate", () => {
  const ledger = new Ledger();
  ledger.eventSent(makeEvent({ id: "e1" }));
  for (let times = 0; times < 2; times += 1) ledger.eventSeen(makeEvent({ id: "e2" }));
  for (let times = 0; times < 3; times += 1) ledger.metricSeen(metric("u1", 1));
  expect(ledger.tally(0)).toMatchObject({ duplicate: 3, lost: 1 });
});
