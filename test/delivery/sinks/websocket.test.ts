import { expect, test } from "vitest";
import { openSink } from "../../../src/delivery/open-sink.ts";
import { silentLog } from "../../../src/log.ts";
import { makeMetric } from "../../support/user-metrics.ts";
import { parcelsOf } from "../../support/delivery/records.ts";
import { describeSink } from "../../support/delivery/sink-suite.ts";
import { WebSocketReceiver } from "../../support/delivery/websocket-receiver.ts";

describeSink({ type: "websocket", openReceiver: (port) => WebSocketReceiver.open(port) });

const never = new AbortController().signal;

function open(url: string) {
  return openSink({ type: "websocket", url }, { log: silentLog, onGone: () => {} });
}

test("frames are the guide's, with what is known about each metric beside them", async () => {
  await using receiver = await WebSocketReceiver.open();
  const sink = open(receiver.url);
  await sink.write(parcelsOf("u1"), never);
  await sink.close();
  expect(receiver.frames.map((frame) => JSON.parse(frame) as unknown)).toEqual([
    {
      type: "bulk_metrics",
      metrics: [makeMetric({ userId: "u1" })],
      metas: [{ id: "record of u1", source: "crm-admin", missing: {}, derived: [] }],
    },
  ]);
});

test("a batch counts as delivered when the pong is back, not before", async () => {
  await using receiver = await WebSocketReceiver.open();
  const sink = open(receiver.url);
  await sink.write(parcelsOf("u1"), never);
  receiver.manner = "hang";
  let delivered = false;

  const pinged = receiver.contacted();
  const writing = sink.write(parcelsOf("u2"), never).then(() => (delivered = true));
  await pinged;
  expect([receiver.metrics.length, delivered]).toEqual([2, false]);

  receiver.pong();
  await writing;
  await sink.close();
});

test("a receiver that lets nobody in who offers a subprotocol is sent the guide's frames", async () => {
  await using receiver = await WebSocketReceiver.open();
  receiver.choosesNone = true;
  const sink = open(receiver.url);
  for (const userId of ["u1", "u2"]) await sink.write(parcelsOf(userId), never);
  expect(sink.confirms).toBe("read");
  await sink.close();
  expect(receiver.metrics.map(({ userId }) => userId)).toEqual(["u1", "u2"]);
});

test("one connection serves all batches", async () => {
  await using receiver = await WebSocketReceiver.open();
  const sink = open(receiver.url);
  for (const userId of ["u1", "u2", "u3"]) await sink.write(parcelsOf(userId), never);
  expect([await receiver.connections(), receiver.keys.length]).toEqual([1, 1]);
  await sink.close();
});

test("an http:// address is the ws:// one", async () => {
  await using receiver = await WebSocketReceiver.open();
  const sink = open(receiver.url.replace("ws:", "http:"));
  await sink.write(parcelsOf("u1"), never);
  await sink.close();
  expect(sink.label).toBe(`websocket ${receiver.url}`);
});

test("what the receiver sends to its readers is of no concern", async () => {
  await using receiver = await WebSocketReceiver.open();
  const sink = open(receiver.url);
  await sink.write(parcelsOf("u1"), never);
  receiver.broadcast('{"type":"bulk_metrics","metrics":[]}');
  await sink.write(parcelsOf("u2"), never);
  await sink.close();
  expect(receiver.metrics).toHaveLength(2);
});
