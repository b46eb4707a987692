import { describe, expect, it } from "vitest";
import type { StateAnswer } from "../../../src/metric/wire.ts";
import { eventOf, goneOf, nthMetricOf } from "../../support/hub/metric.ts";
import { openPollingViewer } from "../../support/hub/polling-viewer.ts";
import { Seen } from "../../support/hub/seen.ts";
import { openSseViewer } from "../../support/hub/sse-viewer.ts";
import { openTestHub, type TestHub } from "../../support/hub/test-hub.ts";
import { openV1Viewer } from "../../support/hub/websocket-viewer.ts";

const ladder = [openV1Viewer, openSseViewer, openPollingViewer, openSseViewer, openV1Viewer, openPollingViewer];
const ids = Array.from({ length: 40 }, (_, index) => `user-${index}`);

/** Sends one round of everything: all users, some events, one who leaves and comes back with the next round. */
async function sendRound(hub: TestHub, n: number): Promise<void> {
  for (const part of [ids.slice(0, 20), ids.slice(20)]) {
    await hub.post(
      "/api/metrics/bulk",
      part.map((id) => nthMetricOf(id, 2 * n)),
    );
    await hub.post("/api/events", eventOf(`${part[0]} ${n}`));
  }
  await hub.post("/api/events", goneOf(`gone ${n}`, ids[n % ids.length]!, 2 * n + 1));
}

async function stateOf({ url }: TestHub): Promise<StateAnswer> {
  return (await (await fetch(`${url}/api/metrics`)).json()) as StateAnswer;
}

/** Goes down the ladder and up again, on each step with nothing but the cursor of the one before. */
async function climb(hub: TestHub, seen: Seen, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    const before = seen.updates.length;
    const viewer = await ladder[step % ladder.length]!(hub.url, seen.cursor, seen);
    await seen.until(({ updates }) => updates.length > before);
    await viewer.close();
  }
}

async function expectLevel(hub: TestHub, seen: Seen): Promise<void> {
  await using _viewer = await openPollingViewer(hub.url, seen.cursor, seen);
  const { metrics, cursor } = await stateOf(hub);
  await seen.until((now) => now.cursor === cursor);
  const inOrder = (users: Iterable<{ userId: string }>): unknown[] =>
    [...users].toSorted((first, second) => first.userId.localeCompare(second.userId));
  expect(inOrder(seen.users.values())).toEqual(inOrder(metrics));
}

describe("a client that changes from transport to transport with its cursor", () => {
  it("loses nothing and gets nothing twice while senders go on", async () => {
    await using hub = await openTestHub();
    const seen = new Seen();
    let rounds = 0;
    const ending = new AbortController();
    const sending = (async () => {
      while (!ending.signal.aborted) await sendRound(hub, ++rounds);
    })();
    await climb(hub, seen, 18);
    ending.abort();
    await sending;
    await expectLevel(hub, seen);

    for (const id of ids) {
      const views = seen.updates.filter(({ userId }) => userId === id).map(({ pageViews }) => pageViews);
      expect(views, id).toEqual([...new Set(views)].toSorted((first, second) => first - second));
    }
    expect(new Set(seen.events.map(({ id }) => id)).size).toBe(seen.events.length);
    expect(seen.events.length + seen.missed).toBe(3 * rounds);
    expect(seen.resets).toBe(0);
  });

  it("is told on the next step what was lost while it was away, whatever the step", async () => {
    for (const [index, open] of ladder.slice(0, 3).entries()) {
      await using hub = await openTestHub({ options: { eventsKept: 100 } });
      await sendRound(hub, 1);
      const seen = new Seen();
      await climb(hub, seen, 1);
      const events = Array.from({ length: 400 }, (_, n) => eventOf(`e${n}`));
      await hub.post("/api/events", { events });
      await sendRound(hub, 2);

      await using viewer = await open(hub.url, seen.cursor, seen);
      await viewer.seen.until(({ missed }) => missed > 0);
      await viewer.close();
      await expectLevel(hub, seen);
      expect(seen.events.length + seen.missed, `step ${index}`).toBe(406);
    }
  });

  it("starts anew where the history is another one, and only once", async () => {
    await using hub = await openTestHub();
    await sendRound(hub, 1);
    const seen = new Seen();
    await climb(hub, seen, 1);

    await using other = await openTestHub();
    for (let n = 1; n <= 3; n++) await sendRound(other, n);
    for (let n = 4; n <= 6; n++) {
      await climb(other, seen, 1);
      await sendRound(other, n);
    }
    await expectLevel(other, seen);
    expect(seen.resets).toBe(1);
  });
});
