import { describe, expect, test } from "vitest";
import type { MetricRecord } from "../../../src/metric/meta.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { toIdleMs, toSigns, toStatus, windowMs } from "../../../src/page/view/status.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
const ago = (seconds: number): string => new Date(now - seconds * 1_000).toISOString();

function makeRecord(metric: Partial<UserMetric>, ...missing: (keyof UserMetric)[]) {
  const reasons = Object.fromEntries(missing.map((field) => [field, "not shown"]));
  return { metric: makeMetric({ timestamp: ago(0), ...metric }), meta: makeMeta({ missing: reasons }) };
}

const intervalMs = 60_000;

function isActiveWithin(window: number, record: MetricRecord): boolean | undefined {
  const idleMs = toIdleMs(toSigns(record), now, intervalMs);
  return idleMs === undefined ? undefined : idleMs <= window;
}

describe("active within a window", () => {
  test.each([
    ["acted at the edge of it", makeRecord({ lastActionTime: ago(60) }), true],
    ["acted before it", makeRecord({ lastActionTime: ago(61) }), false],
    ["acted before it, though seen active", makeRecord({ lastActionTime: ago(600), isActive: true }), false],
    [
      "no action time, seen active two readings ago",
      makeRecord({ isActive: true, timestamp: ago(150) }, "lastActionTime"),
      true,
    ],
    [
      "no action time, seen active too long ago",
      makeRecord({ isActive: true, timestamp: ago(151) }, "lastActionTime"),
      false,
    ],
    ["no action time, seen not active", makeRecord({ isActive: false }, "lastActionTime"), false],
    ["neither is known", makeRecord({ isActive: true }, "lastActionTime", "isActive"), undefined],
  ])("%s", (_, record, expected) => {
    expect(isActiveWithin(windowMs.now, record)).toBe(expected);
  });

  test("an action time that was worked out gives way to a state that was seen", () => {
    const { metric, meta } = makeRecord({ isActive: true, lastActionTime: ago(600) });

    const record = { metric, meta: { ...meta, derived: ["lastActionTime" as const] } };

    expect(isActiveWithin(windowMs.now, record)).toBe(true);
  });

  test("a window longer than the readings are apart counts whole where only isActive is known", () => {
    const record = makeRecord({ isActive: true, timestamp: ago(300) }, "lastActionTime");

    expect(isActiveWithin(windowMs.fiveMinutes, record)).toBe(true);
    expect(isActiveWithin(windowMs.now, record)).toBe(false);
  });
});

describe("status", () => {
  test.each([
    ["who acted in the last minute is active", makeRecord({ lastActionTime: ago(60) }), "active"],
    ["who acted earlier is idle", makeRecord({ lastActionTime: ago(61) }), "idle"],
    [
      "who was not read for over 3 minutes is not known",
      makeRecord({ timestamp: ago(181), lastActionTime: ago(190) }),
      "unknown",
    ],
    ["who gives neither time nor state is not known", makeRecord({}, "lastActionTime", "isActive"), "unknown"],
  ])("%s", (_, record, expected) => {
    expect(toStatus(toSigns(record), { now, asOf: now }, intervalMs)).toBe(expected);
  });

  test("without a connection it stays what it was, until the data is late", () => {
    const record = makeRecord({ timestamp: ago(100), lastActionTime: ago(100) });
    const lostAt = now - 90_000;

    expect(toStatus(toSigns(record), { now, asOf: lostAt }, intervalMs)).toBe("active");
    expect(toStatus(toSigns(record), { now: now + 90_000, asOf: lostAt }, intervalMs)).toBe("unknown");
  });
});
