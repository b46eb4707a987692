import { describe, expect, test } from "vitest";
import { atSecond, openActivity, toLines, type Screen } from "../support/activity.ts";

/** What is told of the last of these screens, read 30 seconds apart. */
function linesOf(...screens: Screen[]): string[] {
  const activity = openActivity();
  const steps = screens.map((screen, index) => activity.run(index * 30, screen));
  return toLines(steps.at(-1)!);
}

const active = { isActive: true };
const idle = { isActive: false };

test("who is there when a screen is first read has done nothing that was seen", () => {
  expect(linesOf({ ada: { ...active, activeFeature: "Revenue", featuresUsed: ["Revenue"] }, bob: idle })).toEqual([]);
});

describe("user_new", () => {
  test("is told of a user who comes after the screen was read whole", () => {
    expect(linesOf({ ada: idle }, { ada: idle, bob: idle })).toEqual(["bob user_new"]);
  });

  test("is told of the first user of an empty list", () => {
    expect(linesOf({}, { ada: idle })).toEqual(["ada user_new"]);
  });

  test("waits until the screen was read whole once", () => {
    const activity = openActivity();
    activity.run(0, { ada: idle }, { isComplete: false });
    expect(toLines(activity.run(30, { ada: idle, bob: idle }))).toEqual([]);
    expect(toLines(activity.run(60, { ada: idle, bob: idle, eve: idle }))).toEqual(["eve user_new"]);
  });

  test("comes with a session and a feature, where the user is in one", () => {
    expect(linesOf({}, { ada: { ...active, activeFeature: "Revenue" } })).toEqual([
      "ada user_new",
      'ada session_started {"startedAt":"2026-11-23T12:00:30.000Z"}',
      'ada feature_used {"feature":"Revenue"}',
    ]);
  });

  test("is told of each target on its own", () => {
    const activity = openActivity();
    activity.run(0, {}, { target: "wiki" });
    activity.run(0, { ada: idle });
    expect(toLines(activity.run(30, { ada: idle }, { target: "wiki" }))).toEqual(["ada user_new"]);
    expect(toLines(activity.run(30, { ada: idle }))).toEqual([]);
  });
});

describe("went_idle and came_back", () => {
  const acted = (seconds: number) => ({ lastActionTime: atSecond(seconds) });

  test.each<[string, Screen[], string[]]>([
    ["isActive turns false", [{ ada: active }, { ada: idle }], ["ada went_idle"]],
    [
      "isActive turns true",
      [{ ada: idle }, { ada: active }],
      ['ada came_back {"after":"idle"}', 'ada session_started {"startedAt":"2026-11-23T12:00:30.000Z"}'],
    ],
    ["nothing changes", [{ ada: active }, { ada: active }], []],
    ["the last action is a minute ago", [{ ada: acted(-30) }, { ada: acted(-30) }], ["ada went_idle"]],
    ["the last action is almost a minute ago", [{ ada: acted(-29) }, { ada: acted(-29) }], []],
    [
      "the action time says idle, whatever isActive says",
      [{ ada: acted(0) }, { ada: { ...active, ...acted(-99) } }],
      ["ada went_idle"],
    ],
    ["the row lacks isActive for a moment", [{ ada: active }, { ada: {} }, { ada: {} }], []],
    ["the row lacks isActive until nobody knows", [{ ada: active }, { ada: {} }, { ada: {} }, { ada: {} }], []],
    [
      "isActive is back after nobody knew",
      [{ ada: active }, { ada: {} }, { ada: {} }, { ada: {} }, { ada: idle }],
      ["ada went_idle"],
    ],
    ["the screen tells neither", [{ ada: { pageViews: 1 } }, { ada: { pageViews: 2 } }], []],
  ])("%s", (_, screens, lines) => {
    expect(linesOf(...screens)).toEqual(lines);
  });

  test("a default is not what the screen says", () => {
    const activity = openActivity();
    const missing = { isActive: ".status matched nothing; the default stands in" };
    activity.run(0, { ada: idle });
    expect(toLines(activity.run(30, {}, { rows: [{ known: { userId: "ada", ...active }, missing }] }))).toEqual([]);
  });
});

describe("sessions", () => {
  test("end when nobody was active for 30 minutes, with the time until then", () => {
    const activity = openActivity();
    activity.run(0, { ada: idle });
    activity.run(30, { ada: active });
    activity.run(60, { ada: active });
    const lines = Array.from({ length: 61 }, (_, index) => toLines(activity.run(90 + index * 30, { ada: idle })));
    expect(lines[0]).toEqual(["ada went_idle"]);
    expect(lines.slice(1, -2).flat()).toEqual([]);
    expect(lines.slice(-2)).toEqual([['ada session_ended {"startedAt":"2026-11-23T12:00:30.000Z","minutes":0.5}'], []]);
  });

  test("end at once where the last action is long ago", () => {
    const activity = openActivity();
    activity.run(0, { ada: { lastActionTime: atSecond(0) } });
    const step = activity.run(1_800, { ada: { lastActionTime: atSecond(0) } }, { intervalMs: 1_800_000 });
    expect(toLines(step)).toEqual(["ada went_idle", 'ada session_ended {"minutes":0}']);
  });

  test("of which the start was not seen end without one", () => {
    const activity = openActivity({ sessionIdle: "1m" });
    activity.run(0, { ada: active });
    activity.run(30, { ada: idle });
    expect(toLines(activity.run(60, { ada: idle }))).toEqual(['ada session_ended {"minutes":0}']);
  });

  test("do not go on over a time in which nobody looked", () => {
    const activity = openActivity();
    activity.run(0, { ada: idle });
    activity.run(30, { ada: active });
    activity.run(60, { ada: active });
    expect(toLines(activity.run(60 + 5 * 3_600, { ada: active }))).toEqual([
      'ada session_ended {"startedAt":"2026-11-23T12:00:30.000Z","minutes":0.5}',
      "ada session_started",
    ]);
  });

  test("of single runs a day apart are of one day each", () => {
    const activity = openActivity();
    const steps = [0, 1, 2].map((day) => activity.run(day * 86_400, { ada: active }, { intervalMs: undefined }));
    const both = ['ada session_ended {"minutes":0}', "ada session_started"];
    expect(steps.map(toLines)).toEqual([[], both, both]);
  });

  test("count a time without runs for no more than two and a half intervals", () => {
    const activity = openActivity({ sessionIdle: "1m" });
    activity.run(0, { ada: idle });
    activity.run(30, { ada: active });
    activity.run(30 + 75, { ada: active });
    const [ended] = activity.run(30 + 75 + 76, { ada: active }).events;
    expect(ended).toMatchObject({ type: "session_ended", data: { minutes: 1.25 } });
  });

  test.each<[string, Partial<{ sessionDuration: number; isActive: boolean }>[], string[]]>([
    ["a longer one is the same", [{ sessionDuration: 5 }, { sessionDuration: 6 }], []],
    [
      "a shorter one is another",
      [{ sessionDuration: 5 }, { sessionDuration: 0.25 }],
      [
        'ada session_ended {"startedAt":"2026-11-23T11:55:00.000Z","minutes":5}',
        'ada session_started {"startedAt":"2026-11-23T12:00:15.000Z"}',
      ],
    ],
    [
      "none is its end",
      [{ sessionDuration: 5 }, { sessionDuration: 0, ...idle }],
      ['ada session_ended {"startedAt":"2026-11-23T11:55:00.000Z","minutes":5}'],
    ],
    [
      "one begins",
      [
        { sessionDuration: 0, ...idle },
        { sessionDuration: 0.5, ...idle },
      ],
      ['ada session_started {"startedAt":"2026-11-23T12:00:00.000Z"}'],
    ],
    ["one that is gone on the screen goes on here", [{ sessionDuration: 5, ...idle }, idle], []],
  ])("follow the screen: %s", (_, [first, second], lines) => {
    expect(linesOf({ ada: first! }, { ada: second! })).toEqual(lines);
  });

  test("that could not have begun before the last look are other ones", () => {
    const activity = openActivity();
    activity.run(0, { ada: { sessionDuration: 5 } });
    expect(toLines(activity.run(7_200, { ada: { sessionDuration: 10 } }))).toEqual([
      'ada session_ended {"startedAt":"2026-11-23T11:55:00.000Z","minutes":5}',
      'ada session_started {"startedAt":"2026-11-23T13:50:00.000Z"}',
    ]);
  });

  test("that the screen tells are not ended by idleness", () => {
    const activity = openActivity({ sessionIdle: "1m" });
    const lines = Array.from({ length: 10 }, (_, index) =>
      toLines(activity.run(index * 30, { ada: { sessionDuration: 5 + index / 2, isActive: false } })),
    );
    expect(lines.flat()).toEqual([]);
  });

  test("of any length that a screen makes up are told", () => {
    expect(linesOf({}, { ada: { sessionDuration: 1e15 } })).toEqual([
      "ada user_new",
      'ada session_started {"startedAt":"1970-01-01T00:00:00.000Z"}',
    ]);
  });
});

describe("feature_used", () => {
  test.each<[string, Screen[], string[]]>([
    [
      "another feature is active",
      [{ ada: { activeFeature: "Revenue" } }, { ada: { activeFeature: "Team" } }],
      ["Team"],
    ],
    ["the first one is active", [{ ada: { activeFeature: "" } }, { ada: { activeFeature: "Team" } }], ["Team"]],
    ["none is active any more", [{ ada: { activeFeature: "Team" } }, { ada: { activeFeature: "" } }], []],
    ["a column is read for the first time", [{ ada: {} }, { ada: { activeFeature: "Team" } }], []],
    [
      "a row lacks it for a moment",
      [{ ada: { activeFeature: "Team" } }, { ada: {} }, { ada: { activeFeature: "Team" } }],
      [],
    ],
    [
      "the list has new names",
      [{ ada: { featuresUsed: ["A"] } }, { ada: { featuresUsed: ["B", "A", "C"] } }],
      ["B", "C"],
    ],
    [
      "the list was empty for a moment",
      [{ ada: { featuresUsed: ["A"] } }, { ada: { featuresUsed: [] } }, { ada: { featuresUsed: ["A"] } }],
      [],
    ],
    [
      "the list and the active feature say the same",
      [{ ada: { activeFeature: "A", featuresUsed: ["A"] } }, { ada: { activeFeature: "B", featuresUsed: ["A", "B"] } }],
      ["B"],
    ],
    [
      "a name is no name",
      [{ ada: { activeFeature: "A" } }, { ada: { activeFeature: "__proto__", featuresUsed: ["x".repeat(257)] } }],
      [],
    ],
  ])("%s", (_, screens, features) => {
    expect(linesOf(...screens)).toEqual(features.map((feature) => `ada feature_used {"feature":"${feature}"}`));
  });

  test("is not told again and again of the end of an endless list", () => {
    const featuresUsed = Array.from({ length: 1_500 }, (_, index) => `Feature ${index}`);
    expect(linesOf({ ada: { featuresUsed } }, { ada: { featuresUsed } })).toEqual([]);
  });

  test("is told again in a new session", () => {
    const lines = linesOf({ ada: { ...idle, activeFeature: "Team" } }, { ada: { ...active, activeFeature: "Team" } });
    expect(lines.at(-1)).toBe('ada feature_used {"feature":"Team"}');
  });
});

test("events have an id of their own, the user's name as the row has it, and the time of what showed them", () => {
  const activity = openActivity();
  activity.run(0, { ada: { userName: "A**", ...active } });
  expect(activity.run(30, { ada: { userName: "A**", ...idle, timestamp: atSecond(20) } }).events).toEqual([
    { id: "e1", type: "went_idle", userId: "ada", userName: "A**", data: {}, timestamp: "2026-11-23T12:00:20.000Z" },
  ]);
});
