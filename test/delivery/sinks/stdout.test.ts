import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const writer = resolve(import.meta.dirname, "../../support/delivery/stdout-writer.ts");

type Writer = ChildProcessByStdio<null, Readable, Readable>;

/** A process of its own, whose standard output is a real pipe. */
function startWriter(...args: (string | number)[]): Writer {
  return spawn(process.execPath, [writer, ...args.map(String)], { stdio: ["ignore", "pipe", "pipe"] });
}

/** What the writer says about itself once it has ended. */
async function reportOf(child: Writer): Promise<unknown> {
  const said = child.stderr.setEncoding("utf8").toArray();
  const [code] = (await once(child, "exit")) as [number];
  expect(code).toBe(0);
  return JSON.parse((await said).join(""));
}

test("each metric is one line of JSON with the 19 fields in the guide's order", async () => {
  const child = startWriter(1, 2);
  const report = reportOf(child);
  const lines = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  child.stdout.resume();

  expect(lines.value).toBe(JSON.stringify(makeMetric({ userId: "u0" })));
  expect(Object.keys(JSON.parse(lines.value as string) as object)).toHaveLength(19);
  await report;
});

test("with provenance a line holds the metric and what is known about it", async () => {
  const child = startWriter(1, 1, "--provenance");
  const report = reportOf(child);
  const [line] = (await child.stdout.setEncoding("utf8").toArray()).join("").split("\n");
  expect(JSON.parse(line!)).toEqual({ metric: makeMetric({ userId: "u0" }), meta: makeMeta() });
  await report;
});

test("a slow reader gets every line, and slows the writer down instead of filling its memory", async () => {
  const child = startWriter(20);
  const report = reportOf(child);
  const users: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    users.push((JSON.parse(line) as { userId: string }).userId);
    if (users.length % 100 === 0) await turn();
  }
  expect(users).toEqual(Array.from({ length: 10_000 }, (_, index) => `u${index}`));
  expect(await report).toEqual({ written: 20, isGone: false, timesGone: 0, held: 0 });
});

test("a reader that has enough ends the writer quietly, and once", async () => {
  const child = startWriter(1_000);
  const report = reportOf(child);
  await once(child.stdout, "data");
  child.stdout.destroy();

  expect(await report).toMatchObject({ isGone: true, timesGone: 1 });
});

test("a file takes every line", async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, "metrics.ndjson");
  const file = openSync(path, "w");
  const child = spawn(process.execPath, [writer, "2"], { stdio: ["ignore", file, "inherit"] });
  await once(child, "exit");
  closeSync(file);
  expect(readFileSync(path, "utf8").match(/\n/g)).toHaveLength(1_000);
});
