import { expect, test } from "vitest";
import { toRetryDelayMs } from "../../src/client/retry-delay.ts";

const reconnectMs = 5_000;

test.each([
  ["a server that was not reached is tried again after 5 s", { failures: 1, random: 0.5, delayMs: 5_000 }],
  ["the wait is at least a fifth shorter", { failures: 1, random: 0, delayMs: 4_000 }],
  ["or up to a fifth longer", { failures: 1, random: 1, delayMs: 6_000 }],
  ["a connection that had lasted is tried again at once", { failures: 0, random: 0, delayMs: 0 }],
  [
    "or within half a second, so that all readers of a hub do not return together",
    { failures: 0, random: 1, delayMs: 500 },
  ],
  ["a server that stays away is asked less often", { failures: 6, random: 0.5, delayMs: 10_000 }],
  ["but at least every half minute or so", { failures: 60, random: 0.5, delayMs: 30_000 }],
])("%s", (_, { random, delayMs, failures }) => {
  expect(toRetryDelayMs({ reconnectMs, failures, random })).toBe(delayMs);
});
