import { expect, test } from "vitest";
import { importRecords, type ImportProgress } from "../src/import-records.ts";
import { inboundShapes } from "../src/metric/inbound/index.ts";
import type { MetricRecord } from "../src/metric/meta.ts";
import type { ReadRecord } from "../src/metric/record-stream/read.ts";

const now = (): Date => new Date("2026-11-23T12:00:00.000Z");

async function* inputOf(...parts: ReadRecord[][]): AsyncGenerator<ReadRecord[]> {
  yield* parts;
}

function user(line: number, id: unknown): ReadRecord {
  return { line, value: { user_id: id } };
}

interface Heard {
  delivered: string[];
  refused: [line: number, reason: string][];
  progress: ImportProgress[];
}

function listen() {
  const heard: Heard = { delivered: [], refused: [], progress: [] };
  const options = {
    shape: inboundShapes.scraper,
    source: "crm",
    now,
    async deliver(records: readonly MetricRecord[]) {
      heard.delivered.push(...records.map(({ metric, meta }) => `${metric.userId} of ${meta.source}`));
    },
    onRefused: (line: number, reason: string) => void heard.refused.push([line, reason]),
    onProgress: (progress: ImportProgress) => void heard.progress.push(progress),
    signal: new AbortController().signal,
  };
  return { heard, options };
}

test("records are delivered in the order of the input, and those that are refused cost no other", async () => {
  const { heard, options } = listen();
  const input = inputOf(
    [user(1, "ada"), { line: 2, problem: "is not JSON" }, user(3, "ada"), user(4, "")],
    [{ line: 5, value: 7 }, user(6, "bob")],
  );
  await importRecords(input, options);
  expect(heard).toEqual({
    delivered: ["ada of crm", "ada of crm", "bob of crm"],
    refused: [
      [2, "is not JSON"],
      [4, "user_id must be a non-empty string or a number"],
      [5, "it must be an object"],
    ],
    progress: [
      { read: 4, refused: 2, line: 4 },
      { read: 6, refused: 3, line: 6 },
    ],
  });
});

test("nothing more is read while the receiver is not done with what it has", async () => {
  const { options } = listen();
  const happened: string[] = [];
  async function* input(): AsyncGenerator<ReadRecord[]> {
    for (const id of ["ada", "bob"]) {
      happened.push(`read ${id}`);
      yield [user(1, id)];
    }
  }
  const done = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  const importing = importRecords(input(), {
    ...options,
    async deliver(records) {
      happened.push(`deliver ${records[0]!.metric.userId}`);
      taken.resolve();
      await done.promise;
    },
  });
  await taken.promise;
  expect(happened).toEqual(["read ada", "deliver ada"]);

  done.resolve();
  await importing;
  expect(happened).toEqual(["read ada", "deliver ada", "read bob", "deliver bob"]);
});

test("what was not delivered does not count as read", async () => {
  const { heard, options } = listen();
  const failing = importRecords(inputOf([user(1, "ada")], [user(2, "bob")]), {
    ...options,
    async deliver(records) {
      if (records[0]!.metric.userId === "bob") throw new Error("away");
    },
  });
  await expect(failing).rejects.toThrow("away");
  expect(heard.progress).toEqual([{ read: 1, refused: 0, line: 1 }]);
});

test("a signal ends it between two parts, also where the input goes on", async () => {
  const { heard, options } = listen();
  const interrupt = new AbortController();
  const ending = importRecords(inputOf([user(1, "ada")], [user(2, "bob")]), {
    ...options,
    async deliver() {
      interrupt.abort();
    },
    signal: interrupt.signal,
  });
  await expect(ending).rejects.toThrow("aborted");
  expect(heard.progress).toEqual([{ read: 1, refused: 0, line: 1 }]);
});
