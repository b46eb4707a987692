import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eachInSteps, SlicedJob, stepLength, type SlicedWork } from "../../../src/page/view/sliced-job.ts";
import { tickBy } from "../../support/slices.ts";

let job: SlicedJob;
let done: string[];
beforeEach(() => {
  tickBy(1);
  job = new SlicedJob();
  done = [];
});
afterEach(() => vi.restoreAllMocks());

function* short(name: string): SlicedWork<void> {
  yield;
  done.push(name);
}

/** Longer than any slice. */
function* long(name: string): SlicedWork<void> {
  for (let step = 0; step < 400; step += 1) yield;
  done.push(name);
}

test("what one slice is enough for is done at once", () => {
  job.start(short("short"));

  expect(done).toEqual(["short"]);
  expect(job.isUnderWay).toBe(false);
});

test("what takes longer goes on in later tasks, and nothing else waits for it meanwhile", async () => {
  job.start(long("long"));
  expect(job.isUnderWay).toBe(true);
  setImmediate(() => done.push("another task"));
  await vi.waitFor(() => expect(job.isUnderWay).toBe(false));

  expect(done).toEqual(["another task", "long"]);
});

test("what is begun takes the place of what is under way", async () => {
  job.start(long("former"));
  job.start(long("latter"));
  await vi.waitFor(() => expect(job.isUnderWay).toBe(false));

  expect(done).toEqual(["latter"]);
});

test("what is stopped stays undone", async () => {
  job.start(long("stopped"));
  job.stop();
  expect(job.isUnderWay).toBe(false);
  job.start(long("next"));
  await vi.waitFor(() => expect(job.isUnderWay).toBe(false));

  expect(done).toEqual(["next"]);
});

test("many are looked at in their order, and may rest before each step", () => {
  const items = Array.from({ length: 2 * stepLength + 1 }, (_, index) => index);
  const looked: number[] = [];
  const lengths: number[] = [];

  for (const _ of eachInSteps(items, (item) => looked.push(item))) lengths.push(looked.length);

  expect(looked).toEqual(items);
  expect(lengths).toEqual([0, stepLength, 2 * stepLength]);
});
