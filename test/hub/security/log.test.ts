import { SignJWT } from "jose";
import { expect, it } from "vitest";
import { ask, bearer, upgrade } from "../../support/hub/ask.ts";
import { openKeyedHub } from "../../support/hub/keyed-hub.ts";
import { metricOf } from "../../support/hub/metric.ts";

const jwtSecret = "an-invented-secret-of-40-characters-here";

it("no secret is in the log of a day on which all were shown, rightly and wrongly", async () => {
  const lines: string[] = [];
  await using hub = await openKeyedHub({ publicUrl: "http://metrics.example.com", jwtSecret, rateLimit: 50 }, lines);
  const { keys, url, signInUrl } = hub;
  const link = new URL(signInUrl!).hash.slice(1);
  const exp = Math.floor(Date.now() / 1_000) + 60;
  const token = await new SignJWT({ scope: "read", exp })
    .setProtectedHeader({ alg: "HS256" })
    .sign(Buffer.from(jwtSecret));

  const signedIn = await ask(`${url}/api/session`, { method: "POST", body: { token: link } });
  const session = /live_metrics=([^;]+)/.exec(signedIn.headers["set-cookie"]![0]!)![1]!;
  const asked = await ask(`${url}/api/tickets`, { method: "POST", headers: bearer(token) });
  const { ticket } = JSON.parse(asked.text) as { ticket: string };
  await upgrade(`${url}/metrics?ticket=${ticket}`);
  const secrets = [...Object.values(keys), token, session, link, ticket, jwtSecret];

  // Wrongly: in addresses, in bodies that cannot be read, at routes that are not there or break.
  for (const secret of secrets) {
    await ask(`${url}/api/metrics?api_key=${secret}`, { headers: { cookie: `live_metrics=${secret}` } });
    await ask(`${url}/nothing/${secret}?token=${secret}`, { headers: bearer(secret) });
    await ask(`${url}/%?ticket=${secret}`, { headers: { "x-api-key": secret } });
    await ask(`${url}/api/metrics`, { method: "POST", headers: bearer(keys.ingest), body: { userId: secret } });
    await ask(`${url}/api/session`, { method: "POST", body: { key: secret, token: secret } });
    await ask(`${url}/api/metrics`, { headers: { origin: "https://other.example.com", authorization: secret } });
    await upgrade(`${url}/?ticket=${secret}`, bearer(secret));
  }
  Object.assign(hub.hub, { accept: () => Promise.reject(new Error("The disk is full")) });
  const broken = await ask(`${url}/api/metrics?note=${session}`, {
    method: "POST",
    headers: bearer(keys.ingest),
    body: metricOf("ada"),
  });
  expect(broken.status).toBe(500);

  expect(lines.join("")).toContain("A request could not be answered");
  expect(lines.join("")).toContain("CORS_ORIGIN=");
  for (const secret of secrets) expect(lines.filter((line) => line.includes(secret))).toEqual([]);
});
