import { expect, test } from "vitest";
import type { DeliveryCounts } from "../src/delivery/delivery-counts.ts";
import { runImport, toImportExitCode, type ImportOutcome, type ImportRequest } from "../src/import.ts";
import { silentLog } from "../src/log.ts";
import { inboundShapes } from "../src/metric/inbound/index.ts";
import { acquireLock } from "../src/schedule/lock.ts";
import { RestReceiver } from "./support/delivery/rest-receiver.ts";
import { tempFolder } from "./support/temp-folder.ts";

const never = new AbortController().signal;

async function* textOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function requestOf(given: Partial<ImportRequest>): ImportRequest {
  return {
    openInput: () => textOf('{"user_id":"ada"}\n'),
    shape: inboundShapes.scraper,
    source: "import",
    sinks: [],
    stateFolder: "",
    log: silentLog,
    onRefused: () => {},
    onProgress: () => {},
    stop: never,
    abort: never,
    ...given,
  };
}

test("every record of a user reaches the receiver, in the order of the input", async () => {
  await using folder = await tempFolder();
  await using receiver = await RestReceiver.open();
  const lines = Array.from({ length: 30 }, (_, index) => `{"user_id":"u${index % 3}","clicks":${index}}\n`);
  const outcome = await runImport(
    requestOf({
      openInput: () => textOf(lines.join("")),
      sinks: [{ type: "rest", url: receiver.url }],
      stateFolder: folder.path,
    }),
  );
  expect(outcome).toMatchObject({ end: "complete", read: 30, refused: 0, line: 30 });
  expect(receiver.metrics.map(({ clickCount }) => clickCount)).toEqual(lines.map((_, index) => index));
  expect(receiver.metrics.slice(0, 4).map(({ userId }) => userId)).toEqual(["u0", "u1", "u2", "u0"]);
});

test("a signal ends it after what was read, and says how far that was", async () => {
  const interrupt = new AbortController();
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (let user = 1; ; user += 1) yield Buffer.from(`{"user_id":${user}}\n`);
  }
  await using folder = await tempFolder();
  await using receiver = await RestReceiver.open();
  const outcome = await runImport(
    requestOf({
      openInput: endless,
      sinks: [{ type: "rest", url: receiver.url }],
      stateFolder: folder.path,
      onProgress: ({ read }) => read === 3 && interrupt.abort(),
      stop: interrupt.signal,
    }),
  );
  expect(outcome).toMatchObject({ end: "stopped", read: 3, line: 3 });
  expect(receiver.metrics.map(({ userId }) => userId)).toEqual(["1", "2", "3"]);
});

test("what goes wrong with the input comes with how far it was", async () => {
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('{"user_id":1}\n');
    throw new Error("EIO");
  }
  const outcome = await runImport(requestOf({ openInput: breaking }));
  expect(outcome).toMatchObject({ end: "failed", read: 1, line: 1, error: new Error("EIO") });
});

test("two imports with one state folder do not deliver at a time", async () => {
  await using folder = await tempFolder();
  const lock = await acquireLock(`${folder.path}/run.lock`, "Another");
  const sinks = [{ type: "rest" as const, url: "http://127.0.0.1:9" }];
  await expect(runImport(requestOf({ sinks, stateFolder: folder.path }))).rejects.toMatchObject({ code: "LM_LOCKED" });
  await lock.release();
});

const good: DeliveryCounts = {
  delivered: 2,
  rejected: 0,
  conflated: 0,
  dropped: 0,
  waiting: 0,
  isSpooled: false,
  confirms: undefined,
};

test.each<[string, Partial<ImportOutcome>, number]>([
  ["all was delivered", { read: 2 }, 0],
  ["an empty list was given", { read: 0 }, 0],
  ["some were refused", { read: 3, refused: 1 }, 8],
  ["all were refused", { read: 3, refused: 3 }, 3],
  ["the receiver refused some", { read: 2, delivery: { rest: { ...good, rejected: 1 } } }, 9],
  ["some were refused here and some there", { read: 3, refused: 1, delivery: { rest: { ...good, waiting: 1 } } }, 8],
  ["stdout was closed", { read: 3, refused: 1, end: "gone" }, 0],
])("when %s", (_name, differs, code) => {
  expect(
    toImportExitCode({ end: "complete", read: 0, refused: 0, line: 0, delivery: { rest: good }, ...differs }),
  ).toBe(code);
});
