import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setTimeout as wait } from "node:timers/promises";
import { every } from "../../src/schedule/every.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("fake timers hold node's promised ones too", async () => {
  let over = false;
  void wait(60_000).then(() => (over = true));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(over).toBe(true);
});
