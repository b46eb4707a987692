import { describe, expect, test } from "vitest";
import type { Observation } from "../../src/metric/observation.ts";
import { toMetricRecord } from "../../src/metric/observation.ts";
import type { UserMetric, UserMetricField } from "../../src/metric/user-metric.ts";
import { atSecond, derivedOf, openActivity, toLines, type Screen } from "../support/activity.ts";

/** What was worked out for ada from the last of these screens, read 30 seconds apart. */
function derivedFrom(...screens: Screen[]) {
  const activity = openActivity();
  const steps = screens.map((screen, index) => activity.run(index * 30, screen));
  return derivedOf(steps.at(-1)!);
}

const active = { isActive: true };
const idle = { isActive: false };

describe("isActive", () => {
  test.each<[string, Screen[], object]>([
    ["is true for a minute after the last action", [{ ada: { lastActionTime: atSecond(-59) } }], { isActive: true }],
    ["is false later", [{ ada: { lastActionTime: atSecond(-60) } }], { isActive: false }],
    ["is believed where one row lacks it", [{ ada: active }, { ada: {} }], { isActive: true, sessionDuration: 0.5 }],
    ["is not believed for longer than two and a half intervals", [{ ada: active }, {}, {}, { ada: {} }], {}],
    ["stays as it is shown", [{ ada: { isActive: true, lastActionTime: atSecond(-600) } }], {}],
    ["is not known of a text alone", [{ ada: { lastAction: "Viewed revenue" } }], {}],
  ])("%s", (_, screens, derived) => {
    expect(derivedFrom(...screens)).toEqual(derived);
  });
});

test("who was seen active is not believed for longer because the clock was set back", () => {
  const activity = openActivity();
  activity.run(7_200, { ada: active });
  const steps = [0, 75, 90].map((seconds) => activity.run(seconds, { ada: {} }));
  expect(steps.map((step) => derivedOf(step).isActive)).toEqual([true, true, undefined]);
});

describe("lastActionTime", () => {
  test("is when another text of the last action was first seen", () => {
    const activity = openActivity();
    activity.run(0, { ada: { lastAction: "Viewed revenue" } });
    expect(derivedOf(activity.run(30, { ada: { lastAction: "Saved report" } }))).toMatchObject({
      lastActionTime: atSecond(30),
      isActive: true,
      eventsTriggered: 1,
    });
    expect(derivedOf(activity.run(60, { ada: { lastAction: "Saved report" } }))).toMatchObject({
      lastActionTime: atSecond(30),
      isActive: true,
    });
    expect(derivedOf(activity.run(90, { ada: { lastAction: "Saved report" } }))).toMatchObject({
      lastActionTime: atSecond(30),
      isActive: false,
    });
  });

  test("does not make idle who is shown as active", () => {
    const shown = (lastAction: string) => ({ ada: { ...active, lastAction } });
    const derived = derivedFrom(
      shown("Viewed revenue"),
      shown("Saved report"),
      shown("Saved report"),
      shown("Saved report"),
    );
    expect(derived).toMatchObject({ lastActionTime: atSecond(30), sessionDuration: 1.5 });
  });

  test("is not known of an action that happened while nobody looked", () => {
    const activity = openActivity();
    activity.run(0, { ada: { lastAction: "Viewed revenue" } });
    expect(derivedOf(activity.run(3_600, { ada: { lastAction: "Saved report" } }))).toEqual({});
  });

  test("is never in the time to come, also when the clock was set back", () => {
    const activity = openActivity();
    activity.run(7_200, { ada: { lastAction: "Viewed revenue" } });
    activity.run(7_230, { ada: { lastAction: "Saved report" } });
    expect(derivedOf(activity.run(30, { ada: { lastAction: "Saved report" } }))).toMatchObject({
      lastActionTime: atSecond(30),
    });
  });
});

describe("eventsTriggered", () => {
  const acted = (seconds: number, lastAction: string) => ({ ada: { lastAction, lastActionTime: atSecond(seconds) } });

  test.each<[string, Screen[], number | undefined]>([
    ["nothing at the first sight", [acted(0, "A")], undefined],
    ["none in two sights", [acted(0, "A"), acted(0, "A")], 0],
    ["another text with a later time", [acted(0, "A"), acted(5, "B")], 1],
    ["the same text with a later time", [acted(0, "A"), acted(25, "A")], 1],
    [
      "a text that tells how long ago, at a time that goes on with the clock",
      [acted(-10, "A 1 min ago"), acted(-10, "A 2 min ago")],
      0,
    ],
    ["a time that goes on with the clock, but lies before the last look", [acted(-50, "A"), acted(-20, "A")], 0],
    ["a time that goes back", [acted(0, "A"), acted(-20, "B")], 0],
    ["one change a look", [acted(0, "A"), acted(20, "B"), acted(50, "C"), acted(80, "D")], 3],
  ])("counts %s", (_, screens, count) => {
    expect(derivedFrom(...screens).eventsTriggered).toBe(count);
  });

  test("begins anew with the session", () => {
    const activity = openActivity({ sessionIdle: "1m" });
    activity.run(0, { ada: { ...active, lastAction: "A" } });
    activity.run(30, { ada: { ...active, lastAction: "B" } });
    activity.run(60, { ada: { ...idle, lastAction: "B" } });
    expect(derivedOf(activity.run(90, { ada: { ...idle, lastAction: "B" } }))).not.toHaveProperty("eventsTriggered");
    expect(derivedOf(activity.run(120, { ada: { ...active, lastAction: "C" } })).eventsTriggered).toBe(1);
  });

  test("is left alone where the screen has a count", () => {
    const shown = (lastAction: string) => ({ ada: { ...active, lastAction, eventsTriggered: 40 } });
    expect(derivedFrom(shown("A"), shown("B"))).not.toHaveProperty("eventsTriggered");
  });
});

describe("sessionDuration", () => {
  test.each<[string, Screen[], number | undefined]>([
    ["is not known of a session that was under way at the first sight", [{ ada: active }], undefined],
    ["is at least what was seen of it", [{ ada: active }, { ada: active }], 0.5],
    ["is nothing yet where its start was seen", [{ ada: idle }, { ada: active }], 0],
    ["is nothing yet of a user who was seen to come", [{}, { ada: active }], 0],
    ["lasts until the user was last active", [{ ada: active }, { ada: active }, { ada: idle }], 0.5],
    ["is not known of a session that was seen once", [{ ada: active }, { ada: idle }], undefined],
    ["has a pause in it once it is over", [{ ada: active }, { ada: idle }, { ada: idle }, { ada: active }], 1.5],
    ["is not known where there is no session", [{ ada: idle }, { ada: idle }], undefined],
    ["goes on from what the screen last said", [{ ada: { ...active, sessionDuration: 25 } }, { ada: active }], 25.5],
    [
      "is left alone where the screen says it",
      [{ ada: { ...active, sessionDuration: 3 } }, { ada: { ...active, sessionDuration: 4 } }],
      undefined,
    ],
  ])("%s", (_, screens, minutes) => {
    expect(derivedFrom(...screens).sessionDuration).toBe(minutes);
  });

  test("of a user who comes after a run that was not complete is not known at once", () => {
    const activity = openActivity();
    activity.run(0, {});
    activity.run(30, {}, { isComplete: false });
    expect(derivedOf(activity.run(60, { ada: active }))).toEqual({});
  });

  test("of a user who comes after a time without runs is not known at once", () => {
    const activity = openActivity();
    activity.run(0, {});
    expect(derivedOf(activity.run(3_600, { ada: active }))).toEqual({});
  });

  test("is never rounded up", () => {
    const activity = openActivity();
    activity.run(0, { ada: active });
    expect(derivedOf(activity.run(50, { ada: active })).sessionDuration).toBe(0.83);
  });

  test("counts no time that the clock was set back", () => {
    const activity = openActivity();
    activity.run(7_200, { ada: active });
    expect(derivedOf(activity.run(30, { ada: active }))).toEqual({});
    expect(derivedOf(activity.run(60, { ada: active })).sessionDuration).toBe(0.5);
  });

  test("of single runs counts what lies between them, by how far runs are apart", () => {
    const activity = openActivity();
    const once = { intervalMs: undefined };
    activity.run(0, { ada: active }, once);
    activity.run(600, { ada: active }, once);
    expect(derivedOf(activity.run(1_200, { ada: active }, once)).sessionDuration).toBe(20);
    expect(derivedOf(activity.run(1_200 + 1_600, { ada: active }, once)).sessionDuration).toBe(20 + 25);
  });
});

describe("featuresUsed and featureTime", () => {
  const at = (activeFeature: string, isActive = true) => ({ ada: { isActive, activeFeature } });

  test.each<[string, Screen[], object | undefined, string[] | undefined]>([
    ["the time goes to the feature it was begun in", [at("A"), at("B"), at("B")], { A: 0.5, B: 0.5 }, ["A", "B"]],
    ["no time goes to who is idle at one end", [at("A", false), at("A"), at("A", false), at("A")], { A: 0 }, ["A"]],
    ["no time is told where none was seen", [at("A"), at("A", false), at("A")], undefined, ["A"]],
    ["nothing is known at the first sight", [at("A")], undefined, undefined],
    ["a session that was seen to begin has its feature", [at("A", false), at("A")], { A: 0 }, ["A"]],
    [
      "no time goes to a feature that the row before did not show",
      [at("A"), { ada: active }, at("A")],
      { A: 0.5 },
      ["A"],
    ],
    ["a screen that shows no feature tells of none", [{ ada: active }, { ada: active }], undefined, undefined],
    ["a screen that says there is none does", [at(""), at("")], {}, []],
  ])("%s", (_, screens, featureTime, featuresUsed) => {
    const derived = derivedFrom(...screens);
    expect([derived.featureTime, derived.featuresUsed]).toEqual([featureTime, featuresUsed]);
  });

  test("of a session that the screen tells have no time before some was seen", () => {
    const shown = (minutes: number, isActive?: boolean) => ({
      ada: { sessionDuration: minutes, activeFeature: "A", ...(isActive === undefined ? {} : { isActive }) },
    });
    expect(derivedFrom(shown(25, true))).toEqual({});
    expect(derivedFrom(shown(25, true), shown(25, true))).toEqual({ featuresUsed: ["A"], featureTime: { A: 0.5 } });
    expect(derivedFrom(shown(25), shown(25), shown(26))).toEqual({ featuresUsed: ["A"] });
    expect(derivedFrom(shown(25, true), shown(0.25, true))).toEqual({ featuresUsed: ["A"], featureTime: { A: 0 } });
  });

  test("are not told of who uses more than a hundred features", () => {
    const many = Array.from({ length: 101 }, (_, index) => at(`Feature ${index}`));
    expect(derivedFrom(...many.slice(0, 100)).featuresUsed).toHaveLength(100);
    expect(derivedFrom(...many)).toEqual({ sessionDuration: 50 });
  });
});

describe("privacy", () => {
  const withheld = "left out by its privacy policy";

  const row = (shown: Partial<UserMetric>, ...hidden: UserMetricField[]): Observation => ({
    known: { userId: "ada", ...shown },
    missing: Object.fromEntries(hidden.map((field) => [field, withheld])),
  });

  test("a session whose length nobody is to know has events without figures", () => {
    const activity = openActivity({ sessionIdle: "1m" });
    const look = (seconds: number, isActive: boolean) =>
      activity.run(seconds, {}, { rows: [row({ isActive }, "sessionDuration")] });
    look(0, false);
    const steps = [look(30, true), look(60, true), look(90, false), look(120, false)];
    expect(steps.flatMap(toLines)).toEqual([
      'ada came_back {"after":"idle"}',
      "ada session_started",
      "ada went_idle",
      "ada session_ended",
    ]);
    expect(steps.map((step) => derivedOf(step))).toEqual([{}, {}, {}, {}]);
  });

  test("whether a user is active is not told by another way", () => {
    const activity = openActivity();
    const steps = [0, 30, 150, 180].map((seconds) =>
      activity.run(seconds, {}, { rows: [row({ lastActionTime: atSecond(seconds - (seconds % 60)) }, "isActive")] }),
    );
    expect(steps.flatMap(toLines)).toEqual([]);
    expect(steps.map((step) => derivedOf(step))).toEqual([{}, {}, {}, {}]);
  });

  test("when a user acted is not told by another way", () => {
    const activity = openActivity();
    activity.run(0, {}, { rows: [row({ lastAction: "A" }, "lastActionTime")] });
    const step = activity.run(30, {}, { rows: [row({ lastAction: "B" }, "lastActionTime")] });
    expect([toLines(step), derivedOf(step)]).toEqual([[], {}]);
  });

  test("a default in the place of what it leaves out changes nothing of that", () => {
    const activity = openActivity();
    const missing = { isActive: `${withheld}; the default stands in` };
    const shown = { userId: "ada", isActive: false, lastActionTime: atSecond(0) };
    const rows = [{ known: shown, missing }];
    expect(activity.run(0, {}, { rows }).observations).toEqual([{ known: shown, missing, derived: [] }]);
    expect(toLines(activity.run(90, {}, { rows }))).toEqual([]);
  });

  test("nothing of the texts that a row shows is kept but names of features", () => {
    const activity = openActivity();
    activity.run(0, {
      ada: { lastAction: "Wrote to bob@example.com", email: "ada@example.com", activeFeature: "Mail" },
    });
    const kept = [...activity.stored.values()].join("\n");
    expect(kept).toContain("Mail");
    expect(kept).not.toMatch(/example\.com|Wrote/);
  });
});

describe("rows", () => {
  test("keep what the screen said, and lose only the reasons of what was worked out", () => {
    const activity = openActivity();
    const missing = { isActive: ".status matched nothing", email: ".mail is empty" };
    const row = { known: { userId: "ada", pageViews: 0, lastActionTime: atSecond(0) }, missing };
    expect(activity.run(0, {}, { rows: [row] }).observations).toEqual([
      {
        known: { userId: "ada", pageViews: 0, lastActionTime: atSecond(0), isActive: true },
        missing: { email: ".mail is empty" },
        derived: ["isActive"],
      },
    ]);
  });

  test("keep a default, which somebody wrote there", () => {
    const activity = openActivity();
    const missing = { isActive: ".status matched nothing; the default stands in" };
    const row = { known: { userId: "ada", isActive: false, lastActionTime: atSecond(0) }, missing };
    expect(activity.run(0, {}, { rows: [row] }).observations).toEqual([{ ...row, derived: [] }]);
  });

  test("of one user count once a run; a second one is passed on as it is", () => {
    const activity = openActivity();
    activity.run(0, { ada: active });
    const rows = [active, idle, { ...active, timestamp: atSecond(-30) }].map((shown) => ({
      known: { userId: "ada", ...shown },
      missing: {},
    }));
    const { observations, events } = activity.run(30, {}, { rows });
    expect(observations.map(({ derived }) => derived)).toEqual([["sessionDuration"], [], []]);
    expect(events).toEqual([]);
    expect(derivedOf(activity.run(60, { ada: active })).sessionDuration).toBe(1);
  });

  test("with a time of their own that is older than the last change nothing", () => {
    const activity = openActivity();
    activity.run(60, { ada: { ...active, timestamp: atSecond(60) } });
    const step = activity.run(90, { ada: { ...idle, timestamp: atSecond(30) } });
    expect([step.events, step.observations[0]!.derived]).toEqual([[], []]);
    expect(derivedOf(activity.run(120, { ada: { ...active, timestamp: atSecond(90) } })).sessionDuration).toBe(0.5);
  });

  test("with a time far ahead of the clock count from when they were read", () => {
    const activity = openActivity();
    activity.run(0, { ada: { ...active, timestamp: "2099-01-01T00:00:00.000Z" } });
    expect(activity.run(30, { ada: idle }).events[0]).toMatchObject({ type: "went_idle", timestamp: atSecond(30) });
  });

  test("name what was worked out in the record that is delivered", () => {
    const [row] = openActivity().run(0, { ada: { lastActionTime: atSecond(0) } }).observations;
    const { metric, meta } = toMetricRecord(row!, { id: "r1", source: "crm", observedAt: atSecond(0) });
    expect([metric.isActive, meta.derived, "isActive" in meta.missing]).toEqual([true, ["isActive"], false]);
  });

  test("are passed on as they are where nothing is to be worked out", () => {
    const activity = openActivity({ enabled: false });
    activity.run(0, {});
    const step = activity.run(30, { ada: { lastActionTime: atSecond(30) } });
    expect(step).toMatchObject({ events: [], changes: [], warnings: [], notes: [] });
    expect(step.observations).toEqual([
      { known: { userId: "ada", lastActionTime: atSecond(30) }, missing: {}, derived: [] },
    ]);
  });
});
