import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { metricOf } from "../support/hub/metric.ts";
import { openTestHub } from "../support/hub/test-hub.ts";

async function send(url: string, body: Buffer | string, encoding: string): Promise<Response> {
  const headers = { "content-type": "application/json", "content-encoding": encoding };
  return await fetch(`${url}/api/metrics/bulk`, { method: "POST", headers, body: new Uint8Array(Buffer.from(body)) });
}

const body = JSON.stringify({ metrics: [metricOf("u1"), metricOf("u2")] });

test("a body in gzip is taken like any other, and every answer to a sender says that it may be", async () => {
  await using hub = await openTestHub();
  const answer = await send(hub.url, gzipSync(body), "gzip");
  expect(await answer.json()).toMatchObject({ accepted: 2 });
  expect(answer.headers.get("accept-encoding")).toBe("gzip");
  const read = await fetch(`${hub.url}/api/metrics`);
  expect(read.headers.get("accept-encoding")).toBeNull();
  await read.body?.cancel();
});

test.each([
  ["what is no gzip", Buffer.from(body), "gzip", 400],
  ["gzip that was cut off", gzipSync(body).subarray(0, 60), "gzip", 400],
  ["gzip that unpacks to more than a body may weigh", gzipSync(Buffer.alloc(64 * 1024 * 1024, " ")), "gzip", 413],
  ["an encoding that is not taken", Buffer.from(body), "br", 415],
])("%s is refused, and the hub goes on", async (_, sent, encoding, status) => {
  await using hub = await openTestHub();
  const answer = await send(hub.url, sent, encoding);
  expect(answer.status).toBe(status);
  await answer.body?.cancel();
  expect(await (await send(hub.url, gzipSync(body), "gzip")).json()).toMatchObject({ accepted: 2 });
});
