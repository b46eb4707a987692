import { createHmac, generateKeyPairSync, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { openSocket } from "../../support/hub/ask.ts";
import { openKeyedHub, outside, type KeyedHub } from "../../support/hub/keyed-hub.ts";
import { metricOf } from "../../support/hub/metric.ts";
import { openTestHub, type TestHub } from "../../support/hub/test-hub.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const jwtSecret = "a secret of some length, for tests alone";

type Headers = Record<string, string>;
const bearer = (text: string): Headers => ({ authorization: `Bearer ${text}` });

async function get(hub: TestHub, path: string, headers: Headers = {}) {
  const response = await fetch(hub.url + path, { headers, redirect: "manual" });
  const text = await response.text();
  return { status: response.status, text, headers: response.headers };
}

async function send(hub: TestHub, path: string, headers: Headers = {}, body: unknown = metricOf("ada")) {
  const response = await fetch(hub.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** 101, or the status with which the upgrade was refused; the socket is closed either way. */
async function upgrade(hub: TestHub, path: string, headers: Headers = {}): Promise<number> {
  const socket = new WebSocket(hub.url.replace("http", "ws") + path, { headers });
  const refused = once(socket, "unexpected-response").then(([, { statusCode }]) => statusCode as number);
  socket.on("error", () => {});
  const status = await Promise.race([once(socket, "open").then(() => 101), refused]);
  socket.terminate();
  return status;
}

describe("a hub that others can reach", () => {
  it.each([
    ["by an outside name", { publicUrl: "https://metrics.example.com" }, "As https://metrics.example.com"],
    ["on all addresses", { host: "0.0.0.0" }, "On 0.0.0.0"],
  ])("does not start %s while there is no key", async (_, options, reach) => {
    await expect(openTestHub({ options })).rejects.toMatchObject({
      code: "LM_KEY_REQUIRED",
      message: `${reach} others can reach the hub, and there is no key yet`,
      hint: expect.stringContaining("live-metrics keys create"),
    });
  });

  it("starts with a secret for tokens in place of a key", async () => {
    await using hub = await openTestHub({ options: { ...outside, jwtSecret } });
    expect(hub.url).toBe("https://metrics.example.com");
  });

  it("lets nobody in who shows nothing, and says how to come in", async () => {
    await using hub = await openKeyedHub();
    for (const path of ["/api/metrics", "/api/stream", "/api/history", "/api/targets", "/metrics"]) {
      const { status, headers, text } = await get(hub, path);
      expect([path, status, headers.get("www-authenticate")]).toEqual([path, 401, 'Bearer realm="live-metrics"']);
      expect(text).toContain("live-metrics keys create");
    }
    expect((await send(hub, "/api/metrics")).status).toBe(401);
    expect(await upgrade(hub, "/")).toBe(401);
  });

  it("answers probes, which learn no more than they must", async () => {
    await using hub = await openKeyedHub();
    expect((await get(hub, "/healthz")).status).toBe(200);
    expect((await get(hub, "/readyz")).text).toBe('{"ready":true}');
    expect((await get(hub, "/readyz", bearer(hub.keys.read))).text).toContain('"targets"');
  });

  it("gives each key what it is for: one that reads cannot send, one that sends cannot read", async () => {
    await using hub = await openKeyedHub();
    expect((await send(hub, "/api/metrics", bearer(hub.keys.ingest))).status).toBe(200);
    expect((await get(hub, "/api/metrics", bearer(hub.keys.read))).status).toBe(200);
    expect((await get(hub, "/api/metrics", { "x-api-key": hub.keys.read })).status).toBe(200);

    const refused = await send(hub, "/api/metrics", bearer(hub.keys.read));
    expect(refused.status).toBe(403);
    expect(refused.text).toMatch(/This needs a key with the scope ingest; key [0-9a-f]{8} has not got it/);
    expect((await get(hub, "/api/metrics", bearer(hub.keys.ingest))).status).toBe(403);
    expect((await get(hub, "/api/stream", bearer(hub.keys.ingest))).status).toBe(403);
  });

  it.each([
    ["of nobody", "lm_00000000_" + "0".repeat(48)],
    ["that is cut off", "lm_0000"],
    ["that is none", "hunter2"],
    ["of another scheme", "Basic YWRhOmh1bnRlcjI="],
  ])("turns away a key %s", async (_, text) => {
    await using hub = await openKeyedHub();
    const headers = text.startsWith("Basic") ? { authorization: text } : bearer(text);
    expect((await get(hub, "/api/metrics", headers)).status).toBe(401);
    expect(await upgrade(hub, "/", headers)).toBe(401);
  });

  it("turns away a key with one wrong digit, and one that was revoked", async () => {
    await using hub = await openKeyedHub();
    const last = hub.keys.read.at(-1)!;
    const wrong = hub.keys.read.slice(0, -1) + (last === "0" ? "1" : "0");
    expect((await get(hub, "/api/metrics", bearer(wrong))).status).toBe(401);
    await hub.revoke("read");
    expect((await get(hub, "/api/metrics", bearer(hub.keys.read))).status).toBe(401);
  });

  it.each([
    ["a key", (key: string) => `api_key=${key}`],
    ["a key, twice", (key: string) => `key=${key}&key=${key}`],
    ["a token", () => "access_token=eyJhbGciOiJIUzI1NiJ9.eyJzY29wZSI6InJlYWQifQ.x"],
  ])("refuses %s in an address, where logs would keep it", async (_, queryOf) => {
    await using hub = await openKeyedHub();
    const { status, text } = await get(hub, `/api/metrics?${queryOf(hub.keys.read)}`);
    expect([status, text]).toEqual([400, expect.stringContaining("ends up in logs")]);
  });

  it("ends what a key has opened soon after it was revoked", { timeout: 30_000 }, async () => {
    await using hub = await openKeyedHub();
    const socket = new WebSocket(hub.url.replace("http", "ws"), { headers: bearer(hub.keys.read) });
    const closed = once(socket, "close");
    await once(socket, "message");
    const stream = await fetch(`${hub.url}/api/stream`, { headers: bearer(hub.keys.read) });
    await hub.revoke("read");
    expect((await closed)[0]).toBe(4001);
    // Reads to its end, which comes.
    await stream.text();
  });

  it("says no secret in its log", async () => {
    const lines: string[] = [];
    await using hub = await openKeyedHub({ jwtSecret }, lines);
    const token = await new SignJWT({ scope: "read" })
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime("1h")
      .sign(bytes(jwtSecret));
    const { text } = await send(hub, "/api/tickets", bearer(hub.keys.read));
    const { ticket } = JSON.parse(text) as { ticket: string };
    for (const headers of [
      bearer(hub.keys.read),
      bearer(token),
      bearer("hunter2-hunter2"),
      { cookie: "live_metrics=hunter2-hunter2" },
    ])
      await get(hub, `/api/metrics?since=${encodeURIComponent("hunter2-hunter2")}`, headers);
    await upgrade(hub, `/?ticket=${ticket}`);
    await get(hub, "/", { origin: "https://other.example.com" });
    await hub.close();

    const said = lines.join("");
    expect(said).not.toBe("");
    for (const secret of [hub.keys.read, token, ticket, "hunter2", jwtSecret]) expect(said).not.toContain(secret);
  });
});

const bytes = (text: string) => new TextEncoder().encode(text);

describe("a signed token", () => {
  const sign = (claims: Record<string, unknown> = {}, expires: string | number = "1h") =>
    new SignJWT({ scope: "read", ...claims })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("ada")
      .setExpirationTime(expires);
  const statusOf = async (hub: TestHub, token: string) => (await get(hub, "/api/metrics", bearer(token))).status;

  it("lets in for what its scope says", async () => {
    await using hub = await openKeyedHub({ jwtSecret });
    expect(await statusOf(hub, await sign().sign(bytes(jwtSecret)))).toBe(200);
    expect(await statusOf(hub, await sign({ scope: "openid ingest read" }).sign(bytes(jwtSecret)))).toBe(200);
    expect(await statusOf(hub, await sign({ scope: "ingest" }).sign(bytes(jwtSecret)))).toBe(403);
    expect(await statusOf(hub, await sign({ scope: undefined }).sign(bytes(jwtSecret)))).toBe(403);
  });

  it.each([4_000_000_000.0001, 1e18, 1e308])("gives tickets though it ends at the odd time %d", async (exp) => {
    await using hub = await openKeyedHub({ jwtSecret });
    const token = await new SignJWT({ scope: "read", exp }).setProtectedHeader({ alg: "HS256" }).sign(bytes(jwtSecret));
    const { status, text } = await send(hub, "/api/tickets", bearer(token));
    expect(status).toBe(200);
    const { ticket } = JSON.parse(text) as { ticket: string };
    expect((await get(hub, `/api/targets?ticket=${ticket}`)).status).toBe(200);
  });

  it("does not count when it is forged, over, not yet begun, without an end, or for somebody else", async () => {
    await using hub = await openKeyedHub({ jwtSecret, jwtAudience: "hub", jwtIssuer: "https://login.example.com" });
    const good = { aud: "hub", iss: "https://login.example.com" };
    const secret = bytes(jwtSecret);
    expect(await statusOf(hub, await sign(good).sign(secret))).toBe(200);

    const endless = new SignJWT({ scope: "read", ...good }).setProtectedHeader({ alg: "HS256" });
    const none = new UnsecuredJWT({ scope: "read", ...good }).setExpirationTime("1h").encode();
    const bad = [
      await sign(good).sign(bytes("another secret of the same length, nearly")),
      await sign(good, "-1m").sign(secret),
      await sign({ ...good, nbf: Math.floor(Date.now() / 1_000) + 3_600 }).sign(secret),
      await endless.sign(secret),
      await sign({ ...good, aud: "shop" }).sign(secret),
      await sign({ ...good, iss: "https://other.example.com" }).sign(secret),
      await new SignJWT({ scope: "read", ...good })
        .setProtectedHeader({ alg: "HS512" })
        .setExpirationTime("1h")
        .sign(secret),
      none,
      `${none}x`,
    ];
    for (const token of bad) expect(await statusOf(hub, token)).toBe(401);
  });

  const kinds: [string, () => { publicKey: KeyObject; privateKey: KeyObject }, string][] = [
    ["RSA", () => generateKeyPairSync("rsa", { modulusLength: 2_048 }), "RS256"],
    ["P-256", () => generateKeyPairSync("ec", { namedCurve: "P-256" }), "ES256"],
    ["Ed25519", () => generateKeyPairSync("ed25519"), "EdDSA"],
    ["Ed25519 (by its new name)", () => generateKeyPairSync("ed25519"), "Ed25519"],
  ];
  it.each(kinds)("of a %s key counts by its one algorithm, and not as a secret", async (_, createPair, alg) => {
    const { publicKey, privateKey } = createPair();
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    await using folder = await tempFolder();
    await using hub = await openKeyedHub({ jwtPublicKey: await folder.write("key.pem", pem) });
    const claims = new SignJWT({ scope: "read" }).setExpirationTime("1h");
    expect(await statusOf(hub, await claims.setProtectedHeader({ alg }).sign(privateKey))).toBe(200);

    // The public key is public: whoever signs with it as an HMAC secret has proved nothing.
    const parts = [{ alg: "HS256" }, { scope: "read", exp: Math.floor(Date.now() / 1_000) + 60 }];
    const unsigned = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    const forged = `${unsigned}.${createHmac("sha256", pem).update(unsigned).digest("base64url")}`;
    expect(await statusOf(hub, forged)).toBe(401);
  });

  it("ends the connection it has opened when its time is over", async () => {
    await using hub = await openKeyedHub({ jwtSecret });
    const token = await sign({}, Math.floor(Date.now() / 1_000) + 2).sign(bytes(jwtSecret));
    const socket = new WebSocket(hub.url.replace("http", "ws"), { headers: bearer(token) });
    const [code] = (await once(socket, "close")) as [number];
    expect(code).toBe(4001);
  });

  it.each([
    ["no key at all", "hello", /cannot be used/],
    [
      "a private key",
      generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      /private key/,
    ],
    [
      "a short RSA key",
      generateKeyPairSync("rsa", { modulusLength: 1_024 }).publicKey.export({ type: "spki", format: "pem" }).toString(),
      /1024 bits is too short/,
    ],
    [
      "a kind that is not known",
      generateKeyPairSync("ed448").publicKey.export({ type: "spki", format: "pem" }).toString(),
      /ed448/,
    ],
  ])("needs a public key: a file with %s is refused with a sentence", async (_, text, message) => {
    await using folder = await tempFolder();
    const jwtPublicKey = await folder.write("key.pem", text);
    await expect(openTestHub({ options: { jwtPublicKey } })).rejects.toMatchObject({
      code: "LM_CONFIG_INVALID",
      message: expect.stringMatching(message),
    });
  });
});

describe("a browser", () => {
  const cookieOf = ({ headers }: { headers: globalThis.Headers }) => headers.get("set-cookie") ?? "";

  it("is sent to sign in where it has no session", async () => {
    await using hub = await openKeyedHub();
    const { status, headers } = await get(hub, "/");
    expect([status, headers.get("location")]).toEqual([302, "/sign-in"]);
    const page = await get(hub, "/sign-in");
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect(page.text).toContain('<script src="/sign-in.js"');
  });

  it("is signed in once by the link that the hub printed", async () => {
    await using hub = await openKeyedHub();
    expect(hub.signInUrl).toMatch(/^https:\/\/metrics\.example\.com\/sign-in#[0-9a-f]{48}$/);
    const token = hub.signInUrl!.split("#")[1];
    const signedIn = await send(hub, "/api/session", {}, { token });
    expect(signedIn.status).toBe(204);
    expect(cookieOf(signedIn)).toMatch(
      /^__Host-live_metrics=[0-9a-f]{48}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/,
    );
    expect((await send(hub, "/api/session", {}, { token })).status).toBe(401);

    const cookie = cookieOf(signedIn).split(";")[0]!;
    expect((await get(hub, "/", { cookie })).status).toBe(200);
    expect((await get(hub, "/api/metrics", { cookie })).status).toBe(200);
    expect((await send(hub, "/api/metrics", { cookie })).status).toBe(403);
    expect(await upgrade(hub, "/", { cookie })).toBe(101);

    await fetch(`${hub.url}/api/session`, { method: "DELETE", headers: { cookie } });
    expect((await get(hub, "/api/metrics", { cookie })).status).toBe(401);
  });

  it("is signed in by a key that may read, and out when that is revoked", async () => {
    await using hub = await openKeyedHub();
    expect((await send(hub, "/api/session", {}, { key: hub.keys.ingest })).status).toBe(401);
    expect((await send(hub, "/api/session", {}, { key: "hunter2" })).status).toBe(401);
    expect((await send(hub, "/api/session", {}, { nothing: 1 })).status).toBe(401);
    const cookie = cookieOf(await send(hub, "/api/session", {}, { key: ` ${hub.keys.read}\n` })).split(";")[0]!;
    expect((await get(hub, "/api/metrics", { cookie })).status).toBe(200);
    await hub.revoke("read");
    expect((await get(hub, "/api/metrics", { cookie })).status).toBe(401);
  });

  it("is known by the cookie of one name only, which no neighbour's site can set", async () => {
    await using hub = await openKeyedHub();
    const cookie = cookieOf(await send(hub, "/api/session", {}, { key: hub.keys.read })).split(";")[0]!;
    expect((await get(hub, "/api/metrics", { cookie: cookie.replace("__Host-", "") })).status).toBe(401);
    expect((await get(hub, "/api/metrics", { cookie: `theme=dark; ${cookie}` })).status).toBe(200);
  });

  it("ends what it has open when it signs out, and leaves the other sessions of its key", async () => {
    await using hub = await openKeyedHub();
    const signIn = async () => {
      const cookie = cookieOf(await send(hub, "/api/session", {}, { key: hub.keys.read })).split(";")[0]!;
      return { cookie, socket: await openSocket(hub.url, { cookie }) };
    };
    const [first, second] = [await signIn(), await signIn()];
    await fetch(`${hub.url}/api/session`, { method: "DELETE", headers: { cookie: first.cookie } });
    expect((await once(first.socket, "close"))[0]).toBe(4001);
    expect(second.socket.readyState).toBe(WebSocket.OPEN);
    second.socket.terminate();
  });

  const askForTicket = async (hub: KeyedHub) =>
    (JSON.parse((await send(hub, "/api/tickets", bearer(hub.keys.read))).text) as { ticket: string }).ticket;

  it("opens a stream with a ticket, once, and gives no state for it", async () => {
    await using hub = await openKeyedHub();
    const ticket = await askForTicket(hub);
    expect((await get(hub, `/api/metrics?ticket=${ticket}`)).status).toBe(401);
    expect(await upgrade(hub, `/?ticket=${ticket}`)).toBe(101);
    expect(await upgrade(hub, `/?ticket=${ticket}`)).toBe(401);

    const other = await askForTicket(hub);
    const stream = await fetch(`${hub.url}/api/stream?ticket=${other}`);
    expect(stream.status).toBe(200);
    await stream.body!.cancel();
    expect((await get(hub, `/api/stream?ticket=${other}`)).status).toBe(401);
    expect((await send(hub, "/api/tickets")).status).toBe(401);
  });

  it.each([
    ["GET", "/api/history?step=1m", 200],
    ["GET", "/api/events?limit=10", 200],
    ["GET", "/api/targets?", 200],
    ["POST", "/api/targets/none/run?", 404],
  ])("answers %s %s for a ticket as for a key, once", async (method, path, status) => {
    await using hub = await openKeyedHub();
    const url = `${hub.url}${path}&ticket=${await askForTicket(hub)}`;

    expect((await fetch(url, { method })).status).toBe(status);
    expect((await fetch(url, { method })).status).toBe(401);
  });
});

describe("a hub for this machine alone", () => {
  it("asks nobody for a key, but turns away a wrong one", async () => {
    await using hub = await openTestHub();
    expect((await get(hub, "/api/metrics")).status).toBe(200);
    expect((await get(hub, "/api/metrics", bearer("lm_00000000_" + "0".repeat(48)))).status).toBe(401);
    expect((await get(hub, "/sign-in")).status).toBe(404);
    expect(hub.signInUrl).toBeUndefined();
  });
});
