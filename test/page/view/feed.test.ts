import { expect, test } from "vitest";
import { countNew, Feed } from "../../../src/page/view/feed.ts";
import { makeEvent } from "../../support/user-metrics.ts";

const noon = Date.parse("2026-11-23T12:00:00.000Z");
const makeEvents = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    makeEvent({ id: `e${first + index}`, timestamp: new Date(noon + (first + index) * 1_000).toISOString() }),
  );

test("keeps the newest 200, newest first, whatever the order they come in", () => {
  const feed = new Feed();

  feed.put(makeEvents(5, 200));
  feed.put(makeEvents(0, 5));

  expect(feed.items).toHaveLength(200);
  expect(feed.items[0]).toMatchObject({ event: { id: "e204" } });
  expect(feed.items.at(-1)).toMatchObject({ event: { id: "e5" } });
});

test("of what happened at one moment, what came last stands above", () => {
  const feed = new Feed();
  const timestamp = "2026-11-23T12:00:00.000Z";
  feed.put(["came", "opened"].map((id) => makeEvent({ id, timestamp })));
  feed.put([makeEvent({ id: "left", timestamp })]);
  expect(feed.items.map((item) => item.type === "event" && item.event.id)).toEqual(["left", "opened", "came"]);
});

test("a gap stands between what came before it and after", () => {
  const feed = new Feed();
  feed.putGap({ from: noon - 9_000, to: noon });
  expect(feed.items).toEqual([]);

  feed.put(makeEvents(0, 1));
  feed.putGap({ from: noon + 1_000, to: noon + 30_000 });
  feed.put(makeEvents(60, 1));

  expect(feed.items.map((item) => (item.type === "gap" ? item.ms : item.event.id))).toEqual(["e60", 29_000, "e0"]);
});

test.each([
  [0, 3, { count: 3, isAtLeast: false }],
  [2, 0, { count: 0, isAtLeast: false }],
  [2, 3, { count: 3, isAtLeast: false }],
  [2, 199, { count: 199, isAtLeast: false }],
  [2, 200, { count: 200, isAtLeast: true }],
  [2, 500, { count: 200, isAtLeast: true }],
])("to who saw %d events and missed %d, so many are new: %j", (seen, missed, expected) => {
  const feed = new Feed();
  feed.put(makeEvents(0, seen));
  const { items } = feed;

  feed.put(makeEvents(seen, missed));

  expect(countNew(feed.items, items)).toEqual(expected);
});

test("events that come late, and are not the newest, are new as well; a gap is no event", () => {
  const feed = new Feed();
  feed.put(makeEvents(10, 1));
  const { items } = feed;

  feed.put(makeEvents(0, 2));
  feed.putGap({ from: noon + 20_000, to: noon + 30_000 });

  expect(countNew(feed.items, items)).toEqual({ count: 2, isAtLeast: false });
});
