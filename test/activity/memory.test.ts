import { describe, expect, test } from "vitest";
import { Activity } from "../../src/activity/activity.ts";
import { activityOptions } from "../../src/activity/options.ts";
import { openActivity, toEntries, toLines } from "../support/activity.ts";

const active = { isActive: true };

describe("a step", () => {
  test("changes nothing until it is accepted, so that one which could not be written never was", () => {
    const activity = openActivity();
    activity.run(0, { ada: active });
    const lost = activity.observe(30, { ada: { isActive: false } });
    const again = activity.observe(60, { ada: { isActive: false } });
    expect([toLines(lost), toLines(again)]).toEqual([["ada went_idle"], ["ada went_idle"]]);
    expect(again.events[0]!.id).not.toBe(lost.events[0]!.id);
  });

  test("has what is remembered, one entry a user and one for the target, of what it concerns alone", () => {
    const activity = openActivity();
    activity.run(0, { ada: active, bob: {} });
    const { changes } = activity.observe(30, { ada: active }, { isComplete: false });
    expect(changes.map(({ key }) => key)).toEqual(['["crm"]', '["crm","ada"]']);
  });

  test("of one target leaves those of others as they are", () => {
    const setup = { options: activityOptions.parse({}), createId: () => "e1" };
    const activity = Activity.from([], setup);
    const run = { observations: [], isComplete: true, observedAt: "2026-11-23T12:00:00Z", intervalMs: 30_000 };
    const [crm, wiki] = ["crm", "wiki"].map((target) => activity.observe({ ...run, target }));
    activity.accept(wiki!);
    activity.accept(crm!);
    const observations = [{ known: { userId: "ada" }, missing: {} }];
    for (const target of ["crm", "wiki"])
      expect(activity.observe({ ...run, target, observations }).events).toMatchObject([{ type: "user_new" }]);
  });

  test("of one target does not forget another that has just been looked at, and is still being written", () => {
    const day = 86_400;
    const activity = openActivity();
    for (const target of ["crm", "wiki"]) activity.run(0, { ada: active }, { target });
    const wiki = activity.observe(31 * day, { ada: active }, { target: "wiki" });
    const crm = activity.observe(31 * day, { ada: active }, { target: "crm" });
    expect(wiki.changes.some(({ value }) => value !== undefined)).toBe(true);
    expect(crm.changes.filter(({ key }) => key.includes("wiki"))).toEqual([]);
  });

  test("tells two users apart whose names would run together", () => {
    const activity = openActivity();
    activity.run(0, {}, { target: "a" });
    activity.run(0, { 'b","c': {} }, { target: "a" });
    activity.run(0, { c: {} }, { target: 'a","b' });
    expect(new Set(activity.stored.keys()).size).toBe(4);
  });
});

describe("stored entries", () => {
  test.each([
    ["is no JSON", "{"],
    ["is of another version", '{"version":2,"state":{}}'],
    ["lacks something", '{"version":1,"state":{"type":"here","name":"Ada"}}'],
    ["is something else", "[]"],
  ])("of which one %s are forgotten with a warning, and deleted", (_, value) => {
    const before = openActivity();
    before.run(0, { ada: active, bob: active });
    before.stored.set('["crm","ada"]', value);

    const activity = openActivity({}, before.stored);
    expect(activity.warnings).toEqual([
      expect.stringMatching(
        /^1 entry of what is remembered of users could not be read and will be forgotten, the first at \["crm","ada"\]: ./,
      ),
    ]);
    expect(toLines(activity.run(30, { bob: { isActive: false } }))).toEqual(["bob went_idle"]);
    expect([...activity.stored.keys()]).toEqual(['["crm"]', '["crm","bob"]']);
    expect(openActivity({}, activity.stored).warnings).toEqual([]);
  });

  test("under a key that is not ours are deleted too, those of another target by its own run", () => {
    const stored = new Map([
      ["?", "{}"],
      ['["wiki","eve"]', "{}"],
    ]);
    const activity = openActivity({}, stored);
    expect(activity.warnings[0]).toMatch(/^2 entries of /);
    activity.run(0, {});
    expect([...stored.keys()]).toEqual(['["wiki","eve"]', '["crm"]']);
    activity.run(0, {}, { target: "wiki" });
    expect([...stored.keys()]).toEqual(['["crm"]', '["wiki"]']);
  });

  test("of a user who is there again at once are replaced, not deleted", () => {
    const stored = new Map([['["crm","ada"]', "{"]]);
    const activity = openActivity({}, stored);
    activity.run(0, { ada: active });
    expect(stored.get('["crm","ada"]')).toContain('"version":1');
    activity.restart();
    expect(toLines(activity.run(30, { ada: { isActive: false } }))).toEqual(["ada went_idle"]);
  });
});

describe("what is remembered is bounded", () => {
  test("by time, also where the screen is never read to its end", () => {
    const activity = openActivity({ forgetAfter: "1d" });
    const partly = { isComplete: false };
    for (let day = 0; day < 30; day += 1) activity.run(day * 86_400, { [`u${day}`]: {} }, partly);
    expect([...activity.stored.keys()]).toEqual(['["crm"]', '["crm","u28"]', '["crm","u29"]']);
  });

  test("by number, the users who were not seen for the longest time first", () => {
    const activity = openActivity();
    const partly = { isComplete: false };
    const wave = (from: number, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`u${from + index}`, {}]));
    activity.run(0, wave(0, 20_000), partly);
    activity.run(30, wave(20_000, 20_000), partly);
    activity.run(60, { ...wave(40_000, 20_000), u0: {} }, partly);
    expect(activity.stored.size).toBe(50_001);
    expect(["u0", "u1", "u20000", "u59999"].map((id) => activity.stored.has(`["crm","${id}"]`))).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  test("by targets: one that does not run any more is forgotten with its users", () => {
    const activity = openActivity({ forgetAfter: "1d" });
    activity.run(0, { ada: {} }, { target: "old" });
    activity.run(86_401, {});
    expect(toEntries(activity.stored).map(({ key }) => key)).toEqual(['["crm"]']);
  });
});
