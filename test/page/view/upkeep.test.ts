import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { initialChoice } from "../../../src/page/view/choice.ts";
import { Crowd } from "../../../src/page/view/crowd.ts";
import type { Census } from "../../../src/page/view/figures.ts";
import { RowList } from "../../../src/page/view/row-list.ts";
import { Targets } from "../../../src/page/view/targets.ts";
import { Upkeep } from "../../../src/page/view/upkeep.ts";
import { tickBy } from "../../support/slices.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

const start = Date.parse("2026-11-23T12:00:00Z");
let now: number;
let isWhole: boolean;
let crowd: Crowd;
let rowList: RowList;
let onCounted: ReturnType<typeof vi.fn<(census: Census, asOf: number) => void>>;
let upkeep: Upkeep;
beforeEach(() => {
  tickBy(0);
  now = start;
  isWhole = true;
  rowList = new RowList(initialChoice, () => {});
  crowd = new Crowd((seat) => rowList.note(seat));
  onCounted = vi.fn<(census: Census, asOf: number) => void>();
  upkeep = new Upkeep({
    crowd,
    rowList,
    targets: new Targets(),
    clock: () => ({ now, asOf: now }),
    isWhole: () => isWhole,
    onCounted,
  });
});
afterEach(() => vi.restoreAllMocks());

/** Users who act now. */
function put(...userIds: string[]): void {
  const at = new Date(now).toISOString();
  for (const userId of userIds) {
    const metric = makeMetric({ userId, userName: userId, timestamp: at, lastActionTime: at });
    crowd.put({ metric, meta: makeMeta() }, { now, asOf: now }, () => 60_000);
  }
}

const shown = (): string[] => rowList.shown.seats.map(({ row }) => `${row.metric.userId} ${row.status}`);

test("judges, counts and arranges one after the other", () => {
  put("a", "b");
  now += 61_000;

  upkeep.doNext();
  expect(crowd.get("a")?.status).toBe("idle");
  expect(onCounted).not.toHaveBeenCalled();
  upkeep.doNext();
  expect(onCounted).toHaveBeenCalledExactlyOnceWith(upkeep.census, now);
  expect(upkeep.census.figures).toMatchObject({ activeNow: 0, activeInFiveMinutes: 2 });
  expect(shown()).toEqual([]);
  upkeep.doNext();

  expect(shown()).toEqual(["a idle", "b idle"]);
});

test("nobody is counted before everybody has come", () => {
  isWhole = false;
  put("a");
  upkeep.doAll();
  expect(upkeep.census.figures.activeNow).toBeUndefined();
  expect(shown()).toEqual(["a active"]);

  isWhole = true;
  put("b");
  upkeep.doAll();
  expect(upkeep.census.figures.activeNow).toBe(2);
});

test("rows keep their places until the last who holds them lets go", () => {
  put("a", "b");
  upkeep.doAll();
  expect(upkeep.hold("pointer", true)).toBe(true);
  expect(upkeep.hold("pointer", true)).toBe(false);
  upkeep.hold("focus", true);

  now += 1_000;
  put("b", "c");
  upkeep.hold("pointer", false);
  upkeep.doAll();
  expect(upkeep.isOrderHeld).toBe(true);
  expect(shown()).toEqual(["a active", "b active", "c active"]);
  upkeep.hold("focus", false);
  upkeep.doAll();

  expect(shown()).toEqual(["b active", "c active", "a active"]);
});
