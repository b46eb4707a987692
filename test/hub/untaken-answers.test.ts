import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { eventOf, metaOf, metricOf } from "../support/hub/metric.ts";
import { openTestHub, type TestHub } from "../support/hub/test-hub.ts";

/** More than the system takes over for a reader that does not read. */
const items = 200;
const text = "x".repeat(60_000);

let hub: TestHub;

beforeEach(async () => {
  hub = await openTestHub({ heartbeatMs: 50 });
});

afterEach(() => hub[Symbol.asyncDispose]());

/** The hub's own end of the answer to the next request. */
async function nextAnswer(): Promise<ServerResponse> {
  const { promise, resolve } = Promise.withResolvers<ServerResponse>();
  const hear = (message: unknown): void => resolve((message as { response: ServerResponse }).response);
  subscribe("http.server.request.start", hear);
  const response = await promise;
  unsubscribe("http.server.request.start", hear);
  return response;
}

/** As many users, events, and minutes of one user. */
async function fill(): Promise<void> {
  const each = Array.from({ length: items }, (_, n) => n);
  const recordOf = (userId: string, n: number) => {
    const timestamp = new Date(Date.UTC(2026, 0, 5, 12, n)).toISOString();
    return { metric: metricOf(userId, { timestamp, lastAction: text }), meta: metaOf(`${userId}-${n}`) };
  };
  await hub.hub.accept(each.flatMap((n) => [recordOf("ada", n), recordOf(`user-${n}`, n)]));
  await hub.hub.acceptEvents(each.map((n) => Object.assign(eventOf(`e${n}`), { data: { text } })));
}

it.each([
  "/api/history?user=ada&from=2026-01-05T00:00:00Z&to=2026-01-06T00:00:00Z",
  "/api/events?from=2026-01-01T00:00:00Z&limit=1000",
  "/api/metrics",
  "/api/stream",
])("ends an answer from %s of which nobody takes anything", async (path) => {
  await fill();
  const answering = nextAnswer();
  const reader = connect(hub.port, "127.0.0.1");
  reader.pause().write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);

  const answer = await answering;
  await once(answer, "close");
  expect([answer.statusCode, answer.writableFinished]).toEqual([200, false]);
  reader.destroy();
});
