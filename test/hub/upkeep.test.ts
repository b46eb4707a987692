import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepUp } from "../../src/hub/upkeep.ts";
import { keptLog } from "../support/kept-log.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A hub that notes what it is asked to do, and does it as the test says. */
function open(does: (what: string) => Promise<void> = async () => {}) {
  const done: string[] = [];
  const note = (what: string) => async (): Promise<void> => {
    done.push(what);
    await does(what);
  };
  const { log, said } = keptLog();
  return { upkeep: keepUp({ sweep: note("sweep"), prune: note("prune") }, log), done, said };
}

test("a hub lets users go every five seconds, and drops what is old every minute", async () => {
  const { upkeep, done } = open();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done.filter((what) => what === "sweep")).toHaveLength(12);
  expect(done.filter((what) => what === "prune")).toHaveLength(1);
  await upkeep.stop();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(done).toHaveLength(13);
});

test("what fails is said once, tried again, and said to work again", async () => {
  let isAway = true;
  const { upkeep, done, said } = open(async (what) => {
    if (what === "sweep" && isAway) throw new Error("no store");
  });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(done).toHaveLength(4);
  isAway = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said).toEqual([
    { level: "error", msg: "The hub cannot let users go who were not observed; it tries again", cause: "no store" },
    { level: "info", msg: "The hub can let users go who were not observed again" },
  ]);
  await upkeep.stop();
});

test("what took too long is not made up for", async () => {
  const gate = Promise.withResolvers<void>();
  const { upkeep, done } = open(() => gate.promise);
  await vi.advanceTimersByTimeAsync(59_000);
  gate.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toEqual(["sweep", "sweep"]);
  await upkeep.stop();
});

test("nothing overlaps, and stopping waits for what is under way and begins nothing more", async () => {
  const gate = Promise.withResolvers<void>();
  const { upkeep, done } = open(() => gate.promise);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done).toEqual(["sweep"]);

  let isStopped = false;
  const stopping = upkeep.stop().then(() => (isStopped = true));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(isStopped).toBe(false);
  gate.resolve();
  await stopping;
  expect(done).toEqual(["sweep"]);
});
