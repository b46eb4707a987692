import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { metricOf } from "../support/hub/metric.ts";
import { openKeyedHub } from "../support/hub/keyed-hub.ts";
import { openTestHub } from "../support/hub/test-hub.ts";

async function send(url: string, body: Buffer | string, encoding: string): Promise<Response> {
  const headers = { "content-type": "application/json", "content-encoding": encoding };
  return await fetch(`${url}/api/metrics/bulk`, { method: "POST", headers, body: new Uint8Array(Buffer.from(body)) });
}

const gzipped = { "content-type": "application/json", "content-encoding": "gzip" };

/** The status of the answer; a server that has refused may close while the rest is still being sent. */
function sendRaw(
  url: string,
  { method, body }: { method: string; body: Buffer },
): Promise<number | "cut off" | undefined> {
  return new Promise((resolve) => {
    const sent = request(url, { method, headers: { ...gzipped, "content-length": body.length } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", () => resolve("cut off"));
    sent.end(body);
  });
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
  ["a sender without a key", "POST", "/api/metrics/bulk", 401],
  ["a call that has no body", "GET", "/api/metrics", 401],
  ["an address that leads nowhere", "POST", "/nowhere", 400],
])("what is no gzip does nothing to the hub when it comes with %s", async (_, method, path, status) => {
  await using hub = await openKeyedHub();
  const answer = await sendRaw(`${hub.url}${path}`, { method, body: Buffer.from(body) });
  expect(answer).toBe(status);
  const headers = { authorization: `Bearer ${hub.keys.read}` };
  expect((await fetch(`${hub.url}/api/metrics`, { headers })).status).toBe(200);
});

test("a body that is too large and then breaks is refused, and the hub goes on", async () => {
  await using hub = await openTestHub();
  // Hardly compressed, so that it comes in pieces; what is wrong with it comes long after the limit.
  const large = gzipSync(randomBytes(3 * 1024 * 1024));
  large.fill(0xff, large.length - 100_000);
  const status = await sendRaw(`${hub.url}/api/metrics/bulk`, { method: "POST", body: large });
  expect([413, "cut off"]).toContain(status);
  expect(await (await send(hub.url, gzipSync(body), "gzip")).json()).toMatchObject({ accepted: 2 });
});

test("members that unpack to nothing count by what was sent", async () => {
  await using hub = await openTestHub();
  const empty = gzipSync("");
  const many = Buffer.concat(Array.from({ length: 80_000 }, () => empty));
  const status = await sendRaw(`${hub.url}/api/metrics/bulk`, { method: "POST", body: many });
  expect([413, "cut off"]).toContain(status);
});

test("a sender that breaks off leaves nothing that waits", async () => {
  await using hub = await openTestHub();
  const sent = request(`${hub.url}/api/metrics/bulk`, { method: "POST", headers: gzipped });
  sent.on("error", () => {});
  sent.write(gzipSync(body).subarray(0, 40));
  await once(sent, "socket");
  sent.destroy();
  // A request that hung would keep the hub from closing until it is cut off by force.
  await hub.close();
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
