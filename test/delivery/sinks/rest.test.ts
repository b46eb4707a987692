import { expect, test } from "vitest";
import { openSink } from "../../../src/delivery/open-sink.ts";
import type { Sink } from "../../../src/delivery/sink.ts";
import { silentLog } from "../../../src/log.ts";
import { recordsOf } from "../../support/delivery/records.ts";
import { RestReceiver } from "../../support/delivery/rest-receiver.ts";
import { describeSink } from "../../support/delivery/sink-suite.ts";

describeSink({ type: "rest", openReceiver: (port) => RestReceiver.open(port) });

const never = new AbortController().signal;

function open(url: string): Sink {
  return openSink({ type: "rest", url }, { log: silentLog, onGone: () => {} });
}

test.each([
  ["", "POST /api/metrics/bulk"],
  ["/", "POST /api/metrics/bulk"],
  ["/ingest", "POST /ingest"],
  ["/ingest/?team=a", "POST /ingest/?team=a"],
])("an address that ends in %j is called as %s", async (path, call) => {
  await using receiver = await RestReceiver.open();
  const sink = open(`${receiver.url}${path}`);
  await sink.write(recordsOf("u1"), never);
  await sink.close();
  expect(receiver.calls).toEqual([call]);
});

test("metrics that the receiver will never take are named by their place, with its reasons", async () => {
  await using receiver = await RestReceiver.open();
  receiver.answer = {
    accepted: 1,
    duplicates: 0,
    rejected: [
      {
        index: 1,
        errors: [
          { path: "email", msg: "must be an e-mail address", location: "body" },
          { path: "pageViews", msg: "must be a number" },
        ],
      },
    ],
  };
  const sink = open(receiver.url);
  expect(await sink.write(recordsOf("u1", "u2"), never)).toEqual({
    rejected: [{ index: 1, reason: "email must be an e-mail address; pageViews must be a number" }],
  });
  await sink.close();
});

test.each([undefined, "thanks", [], { rejected: 3 }])("a receiver of another make may answer %j", async (answer) => {
  await using receiver = await RestReceiver.open();
  receiver.answer = answer;
  const sink = open(receiver.url);
  expect(await sink.write(recordsOf("u1"), never)).toEqual({ rejected: [] });
  await sink.close();
});

test("a redirect is an address that is wrong, and is not followed with the key", async () => {
  await using receiver = await RestReceiver.open();
  receiver.manner = { status: 307 };
  const sink = open(receiver.url);
  await expect(sink.write(recordsOf("u1"), never)).rejects.toMatchObject({
    retryable: false,
    hint: "The receiver will not take this; check the address.",
  });
  await sink.close();
  expect(receiver.calls).toHaveLength(1);
});

test("a receiver on this machine is reached past any proxy", async () => {
  await using receiver = await RestReceiver.open();
  const { http_proxy: before } = process.env;
  process.env["http_proxy"] = "http://127.0.0.1:9";
  try {
    const sink = open(receiver.url);
    expect(await sink.write(recordsOf("u1"), never)).toEqual({ rejected: [] });
    await sink.close();
  } finally {
    if (before === undefined) delete process.env["http_proxy"];
    else process.env["http_proxy"] = before;
  }
});
