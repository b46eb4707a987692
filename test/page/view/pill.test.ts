import { expect, test } from "vitest";
import type { Connection } from "../../../src/client/connection.ts";
import { toPill } from "../../../src/page/view/pill.ts";

const since = Date.parse("2026-11-23T14:58:06");

test.each<[Connection, string]>([
  [{ state: "idle" }, "connecting: Connecting"],
  [{ state: "connecting" }, "connecting: Connecting"],
  [{ state: "live", transport: "WebSocket" }, "live: Live WebSocket"],
  [{ state: "live", transport: "SSE" }, "live: Live SSE"],
  [{ state: "live", transport: "polling", everyMs: 10_000 }, "live: Live every 10 s"],
  [{ state: "live", transport: "polling", everyMs: 120_000 }, "live: Live every 2 min"],
  [{ state: "catching-up", transport: "SSE" }, "catching-up: Catching up"],
  [{ state: "catching-up", transport: "SSE", toGo: 318 }, "catching-up: Catching up 318 to go"],
  [{ state: "stale", transport: "WebSocket", since }, "stale: Stale since 14:58:06"],
  [{ state: "gap", transport: "WebSocket", events: 214 }, "gap: Gap 214 lost"],
  [{ state: "offline", retryAt: undefined }, "offline: Offline trying"],
])("of %j the pill says %s", (connection, text) => {
  const { tone, word, detail } = toPill(connection, { retryInSeconds: undefined, hasUsers: true });

  expect(`${tone}: ${[word, detail].filter(Boolean).join(" ")}`).toBe(text);
});

test("a hub that has nothing is live all the same", () => {
  const live: Connection = { state: "live", transport: "WebSocket" };

  expect(toPill(live, { retryInSeconds: undefined, hasUsers: false })).toMatchObject({
    word: "Live",
    detail: "nothing yet",
  });
});

test("who waits for the next try is told how long, in what no screen reader reads out", () => {
  const offline: Connection = { state: "offline", since, retryAt: since + 5_000, reason: "502 Bad Gateway" };

  expect(toPill(offline, { retryInSeconds: 5, hasUsers: true })).toMatchObject({
    word: "Offline",
    detail: "retry in 5 s",
    isCounting: true,
  });
});
