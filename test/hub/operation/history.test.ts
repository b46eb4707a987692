import { describe, expect, it } from "vitest";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { eventOf, metricOf } from "../../support/hub/metric.ts";
import { afterNoon, ask, noonMs } from "../../support/hub/operation.ts";
import { openTestHub } from "../../support/hub/test-hub.ts";

const now = (): number => noonMs + 3_600_000;

function activeAt(minutes: number): Partial<UserMetric> {
  return { timestamp: afterNoon(minutes), lastActionTime: afterNoon(minutes) };
}

interface States {
  states: { at: string; metric?: UserMetric; meta?: object; left?: true }[];
  more?: true;
}

describe("counts of the past", () => {
  it("are by minute, or the most of a longer step, and leave out steps without data", async () => {
    await using hub = await openTestHub({ now });
    await hub.post("/api/metrics/bulk", [metricOf("ada", activeAt(0)), metricOf("bob", activeAt(0))]);
    await hub.post("/api/metrics", metricOf("ada", { ...activeAt(1), lastActionTime: afterNoon(-5) }));
    await hub.post("/api/metrics", metricOf("ada", activeAt(20)));
    await hub.post("/api/events", { ...eventOf("e1"), timestamp: afterNoon(1) });

    expect((await ask(hub, "/api/history")).body).toEqual({
      from: afterNoon(0),
      to: afterNoon(60),
      stepSeconds: 60,
      steps: [
        { at: afterNoon(0), users: 2, active: 2, unknown: 0, events: 0 },
        { at: afterNoon(1), users: 1, active: 0, unknown: 0, events: 1 },
        { at: afterNoon(20), users: 1, active: 1, unknown: 0, events: 0 },
      ],
    });
    expect((await ask(hub, `/api/history?from=${noonMs}&to=${afterNoon(30)}&step=10m`)).body).toMatchObject({
      stepSeconds: 600,
      steps: [
        { at: afterNoon(0), users: 2, active: 2, unknown: 0, events: 1 },
        { at: afterNoon(20), users: 1, active: 1, unknown: 0, events: 0 },
      ],
    });
  });

  it("begin with a whole step", async () => {
    await using hub = await openTestHub({ now });
    await hub.post("/api/metrics", metricOf("ada", activeAt(1)));
    expect((await ask(hub, `/api/history?from=${afterNoon(7.5)}&step=10m`)).body).toMatchObject({
      from: afterNoon(0),
      steps: [{ at: afterNoon(0), users: 1 }],
    });
  });
});

describe("the states of a user", () => {
  it("are the last of each step, oldest first, and say when he left", async () => {
    await using hub = await openTestHub({ now });
    for (const second of [0, 10, 70])
      await hub.post("/api/metrics", metricOf("ada", { timestamp: afterNoon(second / 60), pageViews: second }));
    await hub.post("/api/metrics", metricOf("bob", { timestamp: afterNoon(1) }));
    await hub.post("/api/events", { ...eventOf("g"), type: "user_gone", timestamp: afterNoon(5) });

    const { body } = await ask(hub, "/api/history?user=ada");
    const { states, more } = body as States;
    expect(states.map(({ at, metric, left }) => [at, metric?.pageViews ?? left])).toEqual([
      ["2026-01-05T12:00:10.000Z", 10],
      ["2026-01-05T12:01:10.000Z", 70],
      ["2026-01-05T12:05:00.000Z", true],
    ]);
    expect(states[0]).toMatchObject({ metric: metricOf("ada", { timestamp: states[0]!.at, pageViews: 10 }) });
    expect([states[0]!.meta, more]).toEqual([expect.objectContaining({ missing: {} }), undefined]);
    expect(((await ask(hub, "/api/history?user=nobody")).body as States).states).toEqual([]);
  });

  it("say that there are more, where those of a time weigh too much for one answer", { timeout: 60_000 }, async () => {
    await using hub = await openTestHub({ now });
    const lastAction = "x".repeat(60_000);
    const states = Array.from({ length: 375 }, (_, n) =>
      metricOf("ada", { timestamp: afterNoon(n - 375), lastAction }),
    );
    for (let n = 0; n < states.length; n += 15) await hub.post("/api/metrics/bulk", states.slice(n, n + 15));

    const seen: string[] = [];
    let parts = 0;
    for (let to = afterNoon(0), more: true | undefined = true; more; parts += 1) {
      const path = `/api/history?user=ada&from=${afterNoon(-375)}&to=${to}`;
      const part = (await ask(hub, path)).body as States;
      seen.unshift(...part.states.map(({ at }) => at));
      to = seen[0]!;
      more = part.more;
    }
    expect(seen).toEqual(states.map(({ timestamp }) => timestamp));
    expect(parts).toBe(2);
  });
});

describe("events of the past", () => {
  it("are found by time, newest first, and say that there are more", async () => {
    await using hub = await openTestHub({ now });
    for (const n of [1, 2, 3]) await hub.post("/api/events", { ...eventOf(`e${n}`), timestamp: afterNoon(n) });
    expect((await ask(hub, "/api/events?limit=2")).body).toMatchObject({
      events: [{ id: "e3" }, { id: "e2" }],
      more: true,
    });
    expect((await ask(hub, `/api/events?from=${afterNoon(1)}&to=${afterNoon(2)}`)).body).toEqual({
      events: [{ ...eventOf("e1"), timestamp: afterNoon(1) }],
    });
  });
});

describe("a question about the past that cannot be answered", () => {
  it.each([
    ["/api/history?from=yesterday", "from", "must be an ISO 8601 time, or milliseconds since 1970"],
    ["/api/history?from=1&from=2", "from", "must be an ISO 8601 time, or milliseconds since 1970"],
    ["/api/history?step=5s", "step", 'must be whole minutes, such as "1m" or "1h"'],
    ["/api/history?step=90s", "step", 'must be whole minutes, such as "1m" or "1h"'],
    ["/api/history?from=1960-01-01T00:00:00Z&step=99999999999d", "step", "must be at most 10000d"],
    ["/api/history?step=1m&step=2m", "step", "must be a string"],
    ["/api/history?from=0&step=1h", "step", "is too short for this range; the shortest is 19641m"],
    ["/api/history?from=2026-01-05T12:00:00Z&to=2026-01-05T12:00:00Z", "from", "must be before to"],
    ["/api/events?to=0&from=9", "from", "must be before to"],
    ["/api/events?limit=0", "limit", "must be at least 1"],
    ["/api/events?limit=1001", "limit", "must be at most 1000"],
  ])("is told why: %s", async (path, name, msg) => {
    await using hub = await openTestHub({ now });
    expect(await ask(hub, path)).toEqual({ status: 400, body: { errors: [{ path: name, msg, location: "query" }] } });
  });

  it("gets an answer at the edges of time", async () => {
    await using hub = await openTestHub({ now });
    const farthest = "999999999999999";
    for (const query of ["to=0", `from=0000-01-01T00:00:00Z&to=${farthest}&step=10000d`, "to=9999-12-31T23:59:59Z"])
      expect((await ask(hub, `/api/history?${query}`)).status).toBe(200);
  });
});
