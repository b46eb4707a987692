import { mkdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { hubOptions } from "../../src/hub/options.ts";
import { openHub } from "../../src/hub/server.ts";
import { silentLog } from "../../src/log.ts";
import { ask } from "../support/hub/ask.ts";
import { tempFolder } from "../support/temp-folder.ts";

const browser = { "accept-encoding": "gzip, deflate, br, zstd" };

interface PageHub extends AsyncDisposable {
  url: string;
}

/** A hub with a page whose script and client are there in gzip and brotli as well: each file says which one it is. */
async function openPageHub(corsOrigin?: string[]): Promise<PageHub> {
  const [folder, state] = [await tempFolder(), await tempFolder()];
  await mkdir(path.join(folder.path, "assets"));
  await folder.write("index.html", "<!doctype html><title>Live Metrics</title>");
  for (const name of ["client.js", "assets/app.js"]) {
    await folder.write(name, "as it is");
    await folder.write(`${name}.gz`, "in gzip");
    await folder.write(`${name}.br`, "in brotli");
  }
  const hub = await openHub({
    options: { ...hubOptions.parse({ port: 0, corsOrigin }), rateLimit: 0 },
    stateFolder: state.path,
    pageFolder: folder.path,
    log: silentLog,
  });
  return {
    url: `http://127.0.0.1:${hub.port}`,
    async [Symbol.asyncDispose]() {
      await hub.close();
      for (const made of [folder, state]) await made[Symbol.asyncDispose]();
    },
  };
}

test.each([
  ["gzip, deflate, br, zstd", "in brotli", "br"],
  ["gzip, deflate", "in gzip", "gzip"],
  ["br;q=0.5, gzip", "in gzip", "gzip"],
  ["br;q=0, *", "in gzip", "gzip"],
  ["deflate", "as it is", undefined],
  ["gzip;q=0", "as it is", undefined],
  ["*;q=0", "as it is", undefined],
  ["", "as it is", undefined],
  [undefined, "as it is", undefined],
])("who takes %j gets the client and the assets %s", async (accepted, text, encoding) => {
  await using hub = await openPageHub();
  const headers: Record<string, string> = accepted === undefined ? {} : { "accept-encoding": accepted };

  for (const file of ["client.js", "assets/app.js"]) {
    const answer = await ask(`${hub.url}/${file}`, { headers });
    expect([answer.status, answer.headers["content-encoding"], answer.text]).toEqual([200, encoding, text]);
    expect(answer.headers).toMatchObject({
      "content-type": "application/javascript; charset=utf-8",
      "content-length": String(text.length),
      vary: "accept-encoding",
    });
  }
});

test.each(["gzip, br", "gzip", "identity"])("who may keep a file, and load it, is the same in %s", async (accepted) => {
  await using hub = await openPageHub();
  const headers = { "accept-encoding": accepted };

  expect((await ask(`${hub.url}/client.js`, { headers })).headers).toMatchObject({
    "cache-control": "no-cache",
    "cross-origin-resource-policy": "cross-origin",
  });
  expect((await ask(`${hub.url}/assets/app.js`, { headers })).headers).toMatchObject({
    "cache-control": "public, max-age=31536000, immutable",
    "cross-origin-resource-policy": "same-origin",
  });
});

test("what the build did not compress is served as it is", async () => {
  await using hub = await openPageHub();
  const answer = await ask(hub.url, { headers: browser });
  expect([answer.status, answer.headers["content-encoding"]]).toEqual([200, undefined]);
  expect(answer.headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-cache",
    "cross-origin-resource-policy": "same-origin",
    vary: "accept-encoding",
  });
  expect(answer.text).toContain("<title>Live Metrics</title>");
});

test("a client that is kept is not sent again in the encoding it is kept in, and is in another", async () => {
  await using hub = await openPageHub();
  const { etag = "" } = (await ask(`${hub.url}/client.js`, { headers: browser })).headers;

  const same = await ask(`${hub.url}/client.js`, { headers: { ...browser, "if-none-match": etag } });
  expect([same.status, same.text]).toEqual([304, ""]);
  expect(same.headers).toMatchObject({
    "cache-control": "no-cache",
    "cross-origin-resource-policy": "cross-origin",
    etag,
    vary: "accept-encoding",
  });

  for (const accepted of ["gzip", "identity"]) {
    const headers = { "accept-encoding": accepted, "if-none-match": etag };
    expect((await ask(`${hub.url}/client.js`, { headers })).status).toBe(200);
  }
});

test("a HEAD tells of the encoding, and a range is one of what it would send", async () => {
  await using hub = await openPageHub();
  const head = await ask(`${hub.url}/client.js`, { method: "HEAD", headers: browser });
  expect([head.status, head.text]).toEqual([200, ""]);
  expect(head.headers).toMatchObject({ "content-encoding": "br", "content-length": "9", vary: "accept-encoding" });

  const range = await ask(`${hub.url}/client.js`, { headers: { ...browser, range: "bytes=3-" } });
  expect([range.status, range.text]).toEqual([206, "brotli"]);
  expect(range.headers).toMatchObject({ "content-encoding": "br", "content-range": "bytes 3-8/9" });
});

test("an answer to another origin differs by that and by its encoding", async () => {
  await using hub = await openPageHub(["https://app.example.com"]);
  const headers = { ...browser, origin: "https://app.example.com" };
  const answer = await ask(`${hub.url}/client.js`, { headers });
  expect(answer.headers).toMatchObject({
    "access-control-allow-origin": "https://app.example.com",
    "content-encoding": "br",
    vary: "Origin, accept-encoding",
  });
});

test.each(["/nothing.js", "/assets", "/assets/"])("who takes encodings gets nothing at %s either", async (address) => {
  await using hub = await openPageHub();
  const { status, headers } = await ask(`${hub.url}${address}`, { headers: browser });
  expect([status, headers["content-encoding"]]).toEqual([404, undefined]);
});
