import { expect, test } from "vitest";
import { Timeline } from "../../../src/page/view/timeline.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
const minutesAgo = (minutes: number): number => now - minutes * 60_000;

/** One step of history a minute, from so many minutes ago. */
function makeSteps(from: number, to: number) {
  return Array.from({ length: from - to }, (_, index) => ({ at: minutesAgo(from - index), active: 5, events: 7 }));
}

test("draws an hour of history without a gap", () => {
  const timeline = new Timeline();
  timeline.load(makeSteps(62, 0), now);

  const { users, events, gaps } = timeline.chart(now, undefined);

  expect(gaps).toEqual([]);
  expect(users.counts.every((count) => count === 5)).toBe(true);
  expect(events.counts).toEqual(Array.from({ length: 60 }, () => 7));
});

test("a time without data is a gap and breaks the line, and a minute without data is not known", () => {
  const timeline = new Timeline();
  timeline.load([...makeSteps(62, 30), ...makeSteps(25, 0)], now);

  const { users, events, gaps } = timeline.chart(now, undefined);

  expect(gaps).toEqual([{ from: minutesAgo(30), to: minutesAgo(24) }]);
  expect(users.counts.filter((count) => count === null)).toHaveLength(1);
  expect(events.counts.slice(29, 36)).toEqual([7, null, null, null, null, null, 7]);
});

test("events of a minute that a gap reaches into are not told as if they were all", () => {
  const timeline = new Timeline();
  timeline.load([...makeSteps(62, 30), ...makeSteps(25, 0)], now);
  expect(timeline.eventsInMinute(minutesAgo(25))).toBe(7);

  timeline.chart(now, undefined);

  expect([31, 30, 25, 24].map((minutes) => timeline.eventsInMinute(minutesAgo(minutes)))).toEqual([
    7,
    undefined,
    undefined,
    7,
  ]);
  expect(timeline.isInGap(minutesAgo(60), minutesAgo(30))).toBe(false);
  expect(timeline.isInGap(minutesAgo(60), minutesAgo(29))).toBe(true);
});

test("a hub that has just begun knows nothing of the time before", () => {
  const timeline = new Timeline();
  timeline.sample(minutesAgo(1), 3);

  expect(timeline.chart(now, undefined).gaps).toEqual([{ from: minutesAgo(60), to: minutesAgo(1) }]);
});

test("while nothing is heard the gap grows from the right", () => {
  const timeline = new Timeline();
  timeline.load(makeSteps(62, 0), now);

  expect(timeline.chart(now, minutesAgo(0.5)).gaps).toEqual([{ from: minutesAgo(0.5), to: now }]);
});

test("a minute that is not over is not drawn", () => {
  const timeline = new Timeline();
  timeline.load([{ at: minutesAgo(0.5), active: 5, events: 7 }], now);

  expect(timeline.chart(now, undefined).users.at).toEqual([]);
});

test("what was seen here stands before what history says, once every ten seconds", () => {
  const timeline = new Timeline();
  timeline.sample(minutesAgo(1), 9);
  timeline.sample(minutesAgo(1) + 9_999, 8);
  timeline.load([{ at: minutesAgo(2), active: 5, events: 7 }], now);

  expect(timeline.chart(now, undefined).users).toEqual({ at: [minutesAgo(1)], counts: [8] });
});
