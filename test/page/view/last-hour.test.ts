import { expect, test } from "vitest";
import { LastHour } from "../../../src/page/view/last-hour.ts";
import { hourMs } from "../../../src/page/view/times.ts";
import { makeEvent } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
const minutesAgo = (minutes: number): number => now - minutes * 60_000;
const at = (minutes: number): string => new Date(minutesAgo(minutes)).toISOString();

/** One step of history a minute, for the last hour. */
const steps = Array.from({ length: 62 }, (_, index) => ({ at: minutesAgo(62 - index), active: 5, events: 7 }));
const noPast = { steps: [], events: [], knownSince: undefined };

/** Live for ten minutes, then away for four, and back. */
function makeInterrupted(): LastHour {
  const lastHour = new LastHour();
  lastHour.fillIn({ steps: [], events: [], knownSince: now - 2 * hourMs }, { since: now, now: minutesAgo(20) });
  for (let minutes = 20; minutes >= 8; minutes--) lastHour.timeline.sample(minutesAgo(minutes), 5);
  lastHour.take([makeEvent({ id: "before", timestamp: at(9) })]);
  lastHour.miss({ from: minutesAgo(8), to: minutesAgo(4) });
  lastHour.take([makeEvent({ id: "after", timestamp: at(3) })]);
  return lastHour;
}

const whatIsTold = ({ feed }: LastHour) => feed.items.map((item) => (item.type === "gap" ? item.ms : item.event.id));

test("a time that the hub can fill in is no gap", () => {
  const lastHour = makeInterrupted();
  const past = { steps, events: [makeEvent({ id: "between", timestamp: at(6) })], knownSince: now - hourMs };

  lastHour.fillIn(past, { since: minutesAgo(4), now });

  expect(whatIsTold(lastHour)).toEqual(["after", "between", "before"]);
});

test("what the hub knows comes newest first, and stands so, also where it happened at one moment", () => {
  const lastHour = new LastHour();
  const events = ["opened", "came"].map((id) => makeEvent({ id, timestamp: at(6) }));
  lastHour.fillIn({ steps, events, knownSince: now - hourMs }, { since: now, now });
  expect(whatIsTold(lastHour)).toEqual(["opened", "came"]);
  expect(lastHour.log.kept.map(({ id }) => id)).toEqual(["opened", "came"]);
});

test("a time that nobody knows of is told where it was, once", () => {
  const lastHour = makeInterrupted();
  lastHour.fillIn(noPast, { since: minutesAgo(4), now });
  lastHour.fillIn(noPast, { since: minutesAgo(4), now });

  expect(whatIsTold(lastHour)).toEqual(["after", 240_000, "before"]);
});

test("a time in which the hub itself was away is a gap, though no event was lost", () => {
  const lastHour = makeInterrupted();
  const past = { steps: steps.slice(0, 55), events: [], knownSince: now - hourMs };

  lastHour.fillIn(past, { since: minutesAgo(4), now });

  expect(whatIsTold(lastHour)).toEqual(["after", 240_000, "before"]);
});

test("counts each full minute of which all is known, also when it looks late", () => {
  const lastHour = new LastHour();
  expect(lastHour.endMinutes(minutesAgo(9.5))).toBe(false);
  lastHour.fillIn(noPast, { since: minutesAgo(8), now: minutesAgo(8) });
  lastHour.take([makeEvent({ timestamp: at(6.5) })]);

  expect(lastHour.endMinutes(minutesAgo(5))).toBe(true);

  expect([10, 9, 8, 7, 6].map((minutes) => lastHour.timeline.eventsInMinute(minutesAgo(minutes)))).toEqual([
    undefined,
    undefined,
    0,
    1,
    0,
  ]);
});
