import { expect, test, vi } from "vitest";
import { openSink } from "../../../src/delivery/open-sink.ts";
import { toParcel } from "../../../src/delivery/parcel.ts";
import type { Sink } from "../../../src/delivery/sink.ts";
import { silentLog } from "../../../src/log.ts";
import { parcelsOf } from "../../support/delivery/records.ts";
import { makeEvent, makeRun } from "../../support/user-metrics.ts";
import { RestReceiver } from "../../support/delivery/rest-receiver.ts";
import { describeSink } from "../../support/delivery/sink-suite.ts";

describeSink({ type: "rest", openReceiver: (port) => RestReceiver.open(port) });

const never = new AbortController().signal;
const manyParcels = parcelsOf(...Array.from({ length: 20 }, (_, index) => `u${index}`));
const eventParcel = toParcel({ type: "event", event: makeEvent() });
const runParcel = toParcel({ type: "run", run: makeRun() });

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
  await sink.write(parcelsOf("u1"), never);
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
  expect(await sink.write(parcelsOf("u1", "u2"), never)).toEqual({
    rejected: [{ index: 1, reason: "email must be an e-mail address; pageViews must be a number" }],
  });
  await sink.close();
});

test("places that are not in what was sent, and a place named twice, refuse nobody else", async () => {
  await using receiver = await RestReceiver.open();
  const errors = [{ path: "email", msg: "is wrong" }];
  receiver.answer = { rejected: [1, 1, -1, 2, 2 ** 40].map((index) => ({ index, errors })) };
  const sink = open(receiver.url);
  expect(await sink.write([...parcelsOf("u1", "u2"), eventParcel], never)).toEqual({
    rejected: [{ index: 1, reason: "email is wrong" }],
  });
  await sink.close();
});

test("an answer that is too long for an answer is not read to its end", async () => {
  await using receiver = await RestReceiver.open();
  receiver.answer = "x".repeat(20_000_000);
  const sink = open(receiver.url);
  await expect(sink.write(parcelsOf("u1"), never)).rejects.toMatchObject({ retryable: true });
  await sink.close();
});

test.each([undefined, "thanks", [], { rejected: 3 }])("a receiver of another make may answer %j", async (answer) => {
  await using receiver = await RestReceiver.open();
  receiver.answer = answer;
  const sink = open(receiver.url);
  expect(await sink.write(parcelsOf("u1"), never)).toEqual({ rejected: [] });
  await sink.close();
});

test("a redirect is not followed with the key", async () => {
  await using receiver = await RestReceiver.open();
  receiver.manner = { status: 307 };
  const sink = open(receiver.url);
  await expect(sink.write(parcelsOf("u1"), never)).rejects.toMatchObject({
    hint: "Check the address: this is no answer of a receiver of metrics.",
  });
  await sink.close();
  expect(receiver.calls).toHaveLength(1);
});

test.each([400, 409, 422])(
  "the status %i refuses what was sent: what is at fault is found, and costs no other",
  async (status) => {
    await using receiver = await RestReceiver.open();
    receiver.refuses = { userId: "u3", status };
    const sink = open(receiver.url);
    expect(await sink.write(parcelsOf("u1", "u2", "u3", "u4"), never)).toEqual({
      rejected: [{ index: 2, reason: `${receiver.url}/api/metrics/bulk answered ${status}` }],
    });
    await sink.close();
    expect(receiver.metrics.map(({ userId }) => userId)).toEqual(["u1", "u2", "u4"]);
  },
);

test("metrics, events and runs go each to their own call, in their order", async () => {
  await using receiver = await RestReceiver.open();
  const sink = open(receiver.url);
  await sink.write([runParcel, ...parcelsOf("u1", "u2"), eventParcel, ...parcelsOf("u3")], never);
  await sink.close();
  expect(receiver.calls).toEqual([
    "POST /api/runs",
    "POST /api/metrics/bulk",
    "POST /api/events",
    "POST /api/metrics/bulk",
  ]);
  expect(receiver.bodies.map((body) => Object.keys(body as object))).toEqual([
    ["runs"],
    ["metrics", "metas"],
    ["events"],
    ["metrics", "metas"],
  ]);
});

const idsOf = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `u${from + index}`);

test("many bodies are on their way together, and what is refused is named by its place among all", async () => {
  await using receiver = await RestReceiver.open();
  receiver.manner = "hang";
  const sink = open(receiver.url);
  const abort = new AbortController();
  const writing = sink.write(parcelsOf(...idsOf(0, 1_200)), abort.signal);
  writing.catch(() => {});
  await vi.waitUntil(() => receiver.calls.length === 3);
  abort.abort();
  await expect(writing).rejects.toMatchObject({ retryable: true });

  receiver.manner = "take";
  receiver.refuses = { userId: "u700", status: 422 };
  expect(await sink.write(parcelsOf(...idsOf(0, 1_200)), never)).toMatchObject({ rejected: [{ index: 700 }] });
  await sink.close();
  expect(new Set(receiver.metrics.map(({ userId }) => userId)).size).toBe(1_199);
});

test("where somebody is named twice, the bodies go one after the other", async () => {
  await using receiver = await RestReceiver.open();
  const sink = open(receiver.url);
  const twice = [...idsOf(0, 600), ...idsOf(0, 600)];
  await sink.write(parcelsOf(...twice), never);
  await sink.close();
  expect(receiver.metrics.map(({ userId }) => userId)).toEqual(twice);
});

test("an address with a path takes metrics only", async () => {
  expect([...open("http://127.0.0.1:1/ingest").takes]).toEqual(["metric"]);
  expect([...open("http://127.0.0.1:1").takes]).toEqual(["metric", "event", "run"]);
});

test("the same batch sent again has the same idempotency key, another batch another", async () => {
  await using receiver = await RestReceiver.open();
  const sink = open(receiver.url);
  for (const users of [["u1", "u2"], ["u1", "u2"], ["u1"]]) await sink.write(parcelsOf(...users), never);
  await sink.close();
  const [first, again, other] = receiver.headers.map((headers) => headers["idempotency-key"]);
  expect(first).toMatch(/^"[\w-]{22}"$/);
  expect([again, other === first]).toEqual([first, false]);
});

test("bodies are compressed where the receiver says that it takes that, and not on this machine", async () => {
  await using receiver = await RestReceiver.open();
  receiver.acceptsEncoding = "gzip";
  const near = open(receiver.url);
  for (let round = 0; round < 2; round += 1) await near.write(manyParcels, never);
  await near.close();
  // A name that is not known to be this machine's, and leads here all the same.
  const far = openSink({ type: "rest", url: `http://0.0.0.0:${receiver.port}` }, { log: silentLog, onGone: () => {} });
  for (let round = 0; round < 2; round += 1) await far.write(manyParcels, never);
  await far.close();
  expect(receiver.headers.map((headers) => headers["content-encoding"])).toEqual([
    undefined,
    undefined,
    undefined,
    "gzip",
  ]);
  expect(receiver.metrics).toHaveLength(4 * manyParcels.length);
});

test("bodies are sent as they are again where something before the receiver does not take them compressed", async () => {
  await using receiver = await RestReceiver.open();
  receiver.acceptsEncoding = "gzip";
  receiver.refusesGzip = true;
  const sink = openSink({ type: "rest", url: `http://0.0.0.0:${receiver.port}` }, { log: silentLog, onGone: () => {} });
  for (let round = 0; round < 2; round += 1) expect(await sink.write(manyParcels, never)).toEqual({ rejected: [] });
  await sink.close();
  expect(receiver.headers.map((headers) => headers["content-encoding"])).toEqual([undefined, "gzip", undefined]);
  expect(receiver.metrics).toHaveLength(2 * manyParcels.length);
});

test("a receiver on this machine is reached past any proxy", async () => {
  await using receiver = await RestReceiver.open();
  const { http_proxy: before } = process.env;
  process.env["http_proxy"] = "http://127.0.0.1:9";
  try {
    const sink = open(receiver.url);
    expect(await sink.write(parcelsOf("u1"), never)).toEqual({ rejected: [] });
    await sink.close();
  } finally {
    if (before === undefined) delete process.env["http_proxy"];
    else process.env["http_proxy"] = before;
  }
});
