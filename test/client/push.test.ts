import { expect, test, vi } from "vitest";
import { createMetricsService } from "../../src/client/metrics-service.ts";
import type { PushError } from "../../src/client/push-error.ts";
import type { StateAnswer } from "../../src/metric/wire.ts";
import { watchService } from "../support/client/watched-service.ts";
import { openScriptedReceiver } from "../support/client/scripted-receiver.ts";
import { openTestHub } from "../support/hub/test-hub.ts";
import { makeMeta, makeMetric } from "../support/user-metrics.ts";

const nth = (n: number) => makeMetric({ userId: `u${n}` });

test("what is pushed is there at once, without any network, and nobody else's to change", async () => {
  using watched = watchService();
  const metric = makeMetric({ pageViews: 1 });
  const pushed = watched.service.pushUserMetric(metric, makeMeta());
  expect(watched.users.get("u1")?.pageViews).toBe(1);

  metric.pageViews = 2;
  metric.featuresUsed.push("Later");
  expect(watched.service.getUser("u1")?.metric).toMatchObject({ pageViews: 1, featuresUsed: ["Dashboard", "Revenue"] });
  await watched.service.pushUserMetric(metric);
  expect(watched.users.get("u1")?.pageViews).toBe(2);
  await pushed;
});

test("a metric without user or time is refused to who pushed it, and costs the others nothing", async () => {
  using watched = watchService();
  const refusal = watched.service.pushBulkMetrics([nth(1), { ...nth(2), timestamp: "yesterday" }]);

  await expect(refusal).rejects.toMatchObject({
    name: "PushError",
    refused: [{ userId: "u2", reason: "a metric needs a userId and an ISO 8601 timestamp" }],
  });
  expect([...watched.users.keys()]).toEqual(["u1"]);
  expect(watched.problems).toHaveLength(1);
});

test("a hub has what was pushed to it when the promise settles, with what was missing", async () => {
  await using hub = await openTestHub();
  using watched = watchService({ pushTo: hub.url });
  const { clickCount: _, ...partial } = nth(1);

  await watched.service.pushBulkMetrics([partial as ReturnType<typeof nth>, nth(2)], [makeMeta({ id: "m-7" })]);

  const state = (await (await fetch(`${hub.url}/api/metrics`)).json()) as StateAnswer;
  expect(state.metrics.map(({ userId }) => userId)).toEqual(["u1", "u2"]);
  expect(state.metas[0]).toMatchObject({ id: "m-7", missing: { clickCount: "not sent" } });
});

test("what comes back from the hub it was pushed to is no news", async () => {
  await using hub = await openTestHub();
  using watched = watchService({ pushTo: hub.url });
  const told: string[] = [];
  watched.service.onChanges(({ changed }) => told.push(...changed.map(({ metric }) => metric.userId)));
  await watched.service.pushUserMetric(nth(1));

  watched.service.connectWebSocket(`${hub.url}/ws`);
  await vi.waitFor(() => expect(watched.state()).toBe("live"));
  await hub.post("/api/metrics", nth(2));
  await vi.waitFor(() => expect(watched.users.has("u2")).toBe(true));

  expect(told).toEqual(["u1", "u2"]);
});

test("who was refused by the hub is named with the reason, and the others are there", async () => {
  await using hub = await openTestHub();
  using watched = watchService({ pushTo: hub.url });

  const error = await watched.service
    .pushBulkMetrics([nth(1), makeMetric({ userId: "u2", email: "nonsense" })])
    .catch((error: PushError) => error);

  expect(error).toMatchObject({
    message: "1 of 2 metrics did not arrive; the first, of u2: email must be an e-mail address, or empty",
    refused: [{ userId: "u2", reason: "email must be an e-mail address, or empty" }],
  });
});

test("single pushes travel together, at most 500 at once, in their order", async () => {
  await using receiver = await openScriptedReceiver();
  using watched = watchService({ pushTo: receiver.url, key: "lm_key" });

  await Promise.all(Array.from({ length: 1_100 }, (_, n) => watched.service.pushUserMetric(nth(n))));

  expect(receiver.requests.map(({ metrics }) => metrics.length)).toEqual([500, 500, 100]);
  expect(receiver.requests[1]?.metrics[0]?.userId).toBe("u500");
  expect(receiver.requests[0]?.path).toBe("/api/metrics/bulk");
  expect(receiver.requests[0]?.authorization).toBe("Bearer lm_key");
});

test("no request is larger than a hub takes", async () => {
  await using receiver = await openScriptedReceiver();
  using watched = watchService({ pushTo: receiver.url });
  const lastAction = "ä".repeat(25_000);

  await watched.service.pushBulkMetrics(
    Array.from({ length: 50 }, (_, n) => makeMetric({ userId: `u${n}`, lastAction })),
  );

  expect(receiver.requests.length).toBeGreaterThan(2);
  expect(Math.max(...receiver.requests.map(({ bytes }) => bytes))).toBeLessThanOrEqual(1_048_576);
});

test("a receiver that has no time is asked again when it said, with the same ids", async () => {
  await using receiver = await openScriptedReceiver([{ status: 429, retryAfter: "7" }, { status: 503 }]);
  const waits: number[] = [];
  const service = createMetricsService({ pushTo: receiver.url, host: hostThatNotes(waits) });

  await service.pushUserMetric(nth(1));
  service.close();

  expect(receiver.requests).toHaveLength(3);
  expect(new Set(receiver.requests.map(({ metas }) => metas[0]?.id)).size).toBe(1);
  // Collected, asked to wait for 7 s and up to half a second, then up to one.
  expect(waits).toEqual([50, 7_250, 500]);
});

test("that a receiver takes nothing is told once, not at each try", async () => {
  await using receiver = await openScriptedReceiver([{ status: 503 }, { status: 503 }, { status: 429 }]);
  using watched = watchService({ pushTo: receiver.url, host: hostThatNotes([]) });

  await watched.service.pushUserMetric(nth(1));

  const { host } = new URL(receiver.url);
  expect(watched.problems).toEqual([`${host} takes no metrics yet (503 Service Unavailable); they wait`]);
});

test("what is too large together is sent in halves, and the one that is too large alone is refused", async () => {
  await using receiver = await openScriptedReceiver([{ status: 413 }, { status: 413 }]);
  using watched = watchService({ pushTo: receiver.url });

  await expect(watched.service.pushBulkMetrics([nth(1), nth(2)])).rejects.toMatchObject({
    refused: [{ userId: "u1", reason: "413 Payload Too Large" }],
  });
  expect(receiver.requests.map(({ metrics }) => metrics.length)).toEqual([2, 1, 1]);
});

test("a refusal is not repeated", async () => {
  await using receiver = await openScriptedReceiver([{ status: 401 }]);
  using watched = watchService({ pushTo: receiver.url });

  await expect(watched.service.pushUserMetric(nth(1))).rejects.toThrow("401 Unauthorized");
  expect(receiver.requests).toHaveLength(1);
});

test("of more than may wait the oldest give way, and are told so; closing gives up the rest", async () => {
  await using receiver = await openScriptedReceiver([{ status: 503 }]);
  const service = createMetricsService({
    pushTo: receiver.url,
    maxQueued: 2,
    host: hostThatNotes([], { stops: true }),
  });
  service.onProblem(() => {});
  const outcomes = [1, 2, 3].map((n) =>
    service.pushUserMetric(nth(n)).catch(({ refused: [first] }: PushError) => first?.reason),
  );

  await expect(outcomes[0]).resolves.toBe("too many waited for the receiver");
  service.close();
  await expect(Promise.all(outcomes.slice(1))).resolves.toEqual(["the service was closed", "the service was closed"]);
});

function hostThatNotes(waits: number[], { stops = false } = {}) {
  const after = (ms: number, run: () => void) => {
    waits.push(ms);
    if (!stops) queueMicrotask(run);
    return () => {};
  };
  return { now: Date.now, elapsed: () => performance.now(), random: () => 0.5, after, afterIfAlive: () => () => {} };
}

test("a promise that nobody waits for ends no process: the problem is told", async () => {
  using watched = watchService();
  void watched.service.pushUserMetric({} as ReturnType<typeof nth>);
  await vi.waitFor(() => expect(watched.problems).toEqual([expect.stringContaining("1 of 1 metrics did not arrive")]));
});
