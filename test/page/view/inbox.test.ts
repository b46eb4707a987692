import { expect, test } from "vitest";
import { Inbox } from "../../../src/page/view/inbox.ts";
import { makeEvent, makeMeta, makeMetric, makeRun } from "../../support/user-metrics.ts";

test("keeps the newest of each user and the last runs, and begins anew", () => {
  const inbox = new Inbox();
  const record = { metric: makeMetric({ pageViews: 2 }), meta: makeMeta() };
  inbox.putChanges({ changed: [{ metric: makeMetric({ pageViews: 1 }), meta: makeMeta() }], left: ["u2"] });
  inbox.putChanges({ changed: [record], left: [] });
  inbox.putEvent(makeEvent());
  inbox.putRuns([makeRun()]);

  expect(inbox.size).toBe(2);
  expect(inbox.empty()).toEqual({
    changes: { changed: [record], left: ["u2"] },
    events: [makeEvent()],
    droppedUntil: undefined,
    runs: [makeRun()],
  });
  expect(inbox.empty()).toEqual({ changes: { changed: [], left: [] }, events: [], droppedUntil: undefined, runs: [] });
});

test("says up to when events had to give way", () => {
  const inbox = new Inbox();
  const start = Date.parse("2026-11-23T12:00:00.000Z");
  for (let index = 0; index < 25_000; index++)
    inbox.putEvent(makeEvent({ id: `e${index}`, timestamp: new Date(start + index).toISOString() }));

  const { events, droppedUntil } = inbox.empty();

  expect(events).toHaveLength(10_000);
  expect(events[0]?.id).toBe("e15000");
  expect(droppedUntil).toBe(start + 15_000);
});
