import { describe, expect, test } from "vitest";
import { atSecond, openActivity, toLines, type Screen } from "../support/activity.ts";

function people(count: number): Screen {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`u${String(index).padStart(2, "0")}`, {}]));
}

const active = { isActive: true };

describe("a user who is not on the screen any more", () => {
  test("is gone after three complete runs, with what was last seen", () => {
    const activity = openActivity();
    activity.run(0, { ada: { ...active, userName: "A**" }, bob: {} });
    expect([30, 60].flatMap((seconds) => toLines(activity.run(seconds, { bob: {} })))).toEqual([]);
    const { events } = activity.run(90, { bob: {} });
    expect(events).toMatchObject([
      { type: "session_ended", userId: "ada", userName: "A**", data: { minutes: 0 }, timestamp: atSecond(90) },
      { type: "user_gone", userId: "ada", userName: "A**", data: { lastSeen: atSecond(0) }, timestamp: atSecond(90) },
    ]);
    expect(toLines(activity.run(120, { bob: {} }))).toEqual([]);
  });

  test("is remembered by no more than the beginning of a very long name", () => {
    const activity = openActivity({ goneAfter: 1 });
    activity.run(0, { ada: { userName: "A".repeat(5_000) } });
    expect(activity.run(30, {}).events[0]!.userName).toBe("A".repeat(1_024));
  });

  test("is not gone by runs that did not read the screen to its end", () => {
    const activity = openActivity();
    activity.run(0, { ada: {}, bob: {} });
    const steps = Array.from({ length: 20 }, (_, index) => activity.run(30 + index * 30, {}, { isComplete: false }));
    expect(steps.flatMap(toLines)).toEqual([]);
    expect([700, 730].flatMap((seconds) => toLines(activity.run(seconds, { bob: {} })))).toEqual([]);
    expect(toLines(activity.run(760, { bob: {} }))).toEqual(['ada user_gone {"lastSeen":"2026-11-23T12:00:00.000Z"}']);
  });

  test("has to be away in runs that follow on each other", () => {
    const activity = openActivity();
    activity.run(0, { ada: {}, bob: {} });
    const seen = [{ bob: {} }, { bob: {} }, { ada: {}, bob: {} }, { bob: {} }, { bob: {} }];
    expect(seen.flatMap((screen, index) => toLines(activity.run(30 + index * 30, screen)))).toEqual([]);
    expect(toLines(activity.run(180, { bob: {} }))).toEqual(['ada user_gone {"lastSeen":"2026-11-23T12:01:30.000Z"}']);
  });

  test("comes back, and is no new user", () => {
    const activity = openActivity({ goneAfter: 1 });
    activity.run(0, { ada: { isActive: false }, bob: {} });
    activity.run(30, { bob: {} });
    expect(toLines(activity.run(60, { ada: active, bob: {} }))).toEqual([
      'ada came_back {"after":"gone"}',
      'ada session_started {"startedAt":"2026-11-23T12:01:00.000Z"}',
    ]);
  });

  test("is forgotten in the end, and then new", () => {
    const activity = openActivity({ goneAfter: 1, forgetAfter: "1h" });
    activity.run(0, { ada: {}, bob: {} });
    activity.run(30, { bob: {} });
    expect([...activity.stored.keys()]).toEqual(['["crm"]', '["crm","ada"]', '["crm","bob"]']);
    activity.run(30 + 3_601, { bob: {} });
    expect([...activity.stored.keys()]).toEqual(['["crm"]', '["crm","bob"]']);
    expect(toLines(activity.run(30 + 3_631, { ada: {}, bob: {} }))).toEqual(["ada user_new"]);
  });
});

describe("many users who vanish at once", () => {
  test("are held with a warning, once, and let go after three times as many runs", () => {
    const activity = openActivity();
    activity.run(0, people(10));
    const steps = Array.from({ length: 9 }, (_, index) => activity.run(30 + index * 30, people(4)));
    expect(steps.map(({ warnings }) => warnings.length)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(steps[0]!.warnings).toEqual([
      "crm: 6 of 10 users vanished at once. They are held, and count as gone only after 9 complete runs without them. See whether the screen has changed: live-metrics check crm",
    ]);
    expect(steps.slice(0, 8).flatMap(toLines)).toEqual([]);
    expect(steps[8]!.warnings).toEqual([
      "crm: 6 users who had vanished at once were not back in 9 complete runs and count as gone",
    ]);
    expect(toLines(steps[8]!).map((line) => line.slice(0, 13))).toEqual(
      ["u04", "u05", "u06", "u07", "u08", "u09"].map((userId) => `${userId} user_gone`),
    );
  });

  test("are held when they vanish one after another within the runs that count", () => {
    const activity = openActivity();
    activity.run(0, people(10));
    const steps = [7, 5, 3].map((count, index) => activity.run(30 + index * 30, people(count)));
    expect(steps.map(({ warnings }) => warnings.length)).toEqual([0, 0, 1]);
    expect(steps.flatMap(toLines)).toEqual([]);
  });

  test("are held when the screen says that nobody is there", () => {
    const activity = openActivity();
    activity.run(0, people(5));
    expect(activity.run(30, {}).warnings).toHaveLength(1);
  });

  test.each([
    ["half of them is not more than half", 10, 5, 0.5],
    ["four are few", 4, 0, 0.5],
    ["nobody is held where the share is 1", 50, 0, 1],
  ])("go like others: %s", (_, before, after, holdShare) => {
    const activity = openActivity({ goneAfter: 1, holdShare });
    activity.run(0, people(before));
    const { events, warnings } = activity.run(30, people(after));
    expect([events.length, warnings]).toEqual([before - after, []]);
  });

  test("are told of when they are back, and nothing has happened to them", () => {
    const activity = openActivity();
    activity.run(0, people(10));
    activity.run(30, people(2));
    const step = activity.run(60, people(9));
    expect([step.events, step.warnings, step.notes]).toEqual([
      [],
      [],
      ["crm: 7 of 8 users who had vanished at once are back"],
    ]);
    expect(activity.run(90, people(9)).notes).toEqual([]);
  });

  test("do not hold the others", () => {
    const activity = openActivity({ goneAfter: 2 });
    activity.run(0, people(20));
    activity.run(30, people(6));
    activity.run(60, people(5));
    expect(toLines(activity.run(90, people(5)))).toEqual(['u05 user_gone {"lastSeen":"2026-11-23T12:00:30.000Z"}']);
  });
});
