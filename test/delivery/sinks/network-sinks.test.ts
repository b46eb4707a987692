import { expect, test } from "vitest";
import { openSink } from "../../../src/delivery/open-sink.ts";
import { toParcel } from "../../../src/delivery/parcel.ts";
import { silentLog } from "../../../src/log.ts";
import type { StateAnswer } from "../../../src/metric/wire.ts";
import { parcelsOf, recordOf, toItem } from "../../support/delivery/records.ts";
import { openKeyedHub } from "../../support/hub/keyed-hub.ts";
import { openTestHub } from "../../support/hub/test-hub.ts";
import { makeEvent, makeRun } from "../../support/user-metrics.ts";

const never = new AbortController().signal;
const types = ["rest", "websocket"] as const;

function open(type: (typeof types)[number], url: string, apiKey?: string) {
  return openSink({ type, url, ...(apiKey === undefined ? {} : { apiKey }) }, { log: silentLog, onGone: () => {} });
}

async function stateOf(url: string): Promise<StateAnswer> {
  return (await (await fetch(`${url}/api/metrics`)).json()) as StateAnswer;
}

const broken = toParcel(toItem(recordOf("u2", { pageViews: -1 })));

test.each(types)("what %s calls delivered to a hub is on disk: users, events and runs", async (type) => {
  await using hub = await openTestHub();
  const sink = open(type, hub.url);
  const run = toParcel({ type: "run", run: makeRun() });
  const event = toParcel({ type: "event", event: makeEvent() });
  expect(await sink.write([run, ...parcelsOf("u1", "u2"), event], never)).toEqual({ rejected: [] });
  expect(sink.confirms).toBe("stored");

  const { metrics, events, runs } = await stateOf(hub.url);
  await sink.close();
  expect(metrics.map(({ userId }) => userId)).toEqual(["u1", "u2"]);
  expect(events).toEqual([makeEvent()]);
  expect(runs).toEqual([makeRun()]);
});

test("how a hub confirmed is known also when it has gone", async () => {
  const hub = await openTestHub();
  const sink = open("websocket", hub.url);
  expect(sink.confirms).toBeUndefined();
  await sink.write(parcelsOf("u1"), never);
  await hub[Symbol.asyncDispose]();

  await expect(sink.write(parcelsOf("u2"), never)).rejects.toThrow(/did not take/);

  expect(sink.confirms).toBe("stored");
  await sink.close();
});

test.each(types)("what a hub refuses of a batch %s names, and the rest is there", async (type) => {
  await using hub = await openTestHub();
  const sink = open(type, hub.url);
  const wrongEvent = toParcel({ type: "event", event: makeEvent({ id: "e2", userName: 3 as never }) });
  const { rejected } = await sink.write([...parcelsOf("u1"), broken, ...parcelsOf("u3"), wrongEvent], never);
  await sink.close();
  expect(rejected).toEqual([
    { index: 1, reason: "pageViews must be at least 0" },
    { index: 3, reason: "userName must be a string" },
  ]);
  expect((await stateOf(hub.url)).metrics.map(({ userId }) => userId)).toEqual(["u1", "u3"]);
});

test.each(types)("a key that may only read does not cost %s what it sends", async (type) => {
  await using hub = await openKeyedHub();
  const sink = open(type, hub.url, hub.keys.read);
  await expect(sink.write(parcelsOf("u1"), never)).rejects.toMatchObject({ retryable: true, retryAfterMs: 60_000 });
  await sink.close();
});
