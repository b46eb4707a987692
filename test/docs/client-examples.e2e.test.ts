import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StateAnswer } from "../../src/metric/wire.ts";
import { docsFolder } from "../support/doc-examples.ts";
import { goneOf, metricOf } from "../support/hub/metric.ts";
import { openTestHub, type TestHub } from "../support/hub/test-hub.ts";

const folder = join(docsFolder, "examples/client");

let hub: TestHub;
beforeAll(async () => (hub = await openTestHub()));
afterAll(() => hub[Symbol.asyncDispose]());

/** A program of the examples, as a reader runs it. */
class Example implements AsyncDisposable {
  readonly #child;
  #said = "";

  constructor(file: string, environment: Record<string, string> = {}) {
    const command = file.endsWith(".sh") ? "sh" : process.execPath;
    this.#child = spawn(command, [join(folder, file)], { env: { ...process.env, ...environment } });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.on("data", (bytes: Buffer) => {
        this.#said += String(bytes);
        this.#child.emit("said");
      });
  }

  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#said);
      if (found) return found[0];
      if (this.#child.exitCode !== null) throw new Error(`It ended with ${this.#child.exitCode}:\n${this.#said}`);
      await Promise.race([once(this.#child, "said"), once(this.#child, "close")]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || !this.#child.kill()) return;
    await once(this.#child, "exit");
  }
}

test("each example is run here", () => {
  expect(readdirSync(folder).toSorted()).toEqual([
    "backend.js",
    "direct-push.js",
    "polling.js",
    "rest.sh",
    "sse.js",
    "websocket.js",
  ]);
});

test("direct push", async () => {
  await using example = new Example("direct-push.js");
  await example.says(/^1 users, 23 events$/m);
});

test.each(["websocket.js", "sse.js"])("%s follows who changes and who leaves", async (file) => {
  await hub.post("/api/metrics", metricOf(file, { userName: file, timestamp: new Date().toISOString() }));
  await using example = new Example(file, { HUB_URL: hub.url });
  await example.says(new RegExp(`^${RegExp.escape(file)}: Viewed revenue report$`, "m"));

  await hub.post("/api/events", {
    ...goneOf(`${file} gone`, file),
    timestamp: new Date(Date.now() + 60_000).toISOString(),
  });

  await example.says(new RegExp(`^${RegExp.escape(file)} left$`, "m"));
});

test("polling has who is there with its first answer", async () => {
  await hub.post("/api/metrics", metricOf("polled", { userName: "Polled" }));
  await using example = new Example("polling.js", { HUB_URL: hub.url });
  await example.says(/^Polled: Viewed revenue report$/m);
});

test("REST with cURL", async () => {
  await using example = new Example("rest.sh", { HUB_URL: hub.url });
  await example.says(/"accepted":1/);
  await example.says(/"userName":"Ada Example"/);
});

test("a backend receives a bulk, and refuses one record without the others", async () => {
  await using example = new Example("backend.js", { PORT: "0" });
  const url = await example.says(/http:\/\/\S+/);

  const answer = await fetch(`${url}/api/metrics/bulk`, {
    method: "POST",
    body: JSON.stringify({ metrics: [metricOf("ada"), {}] }),
  });

  expect(await answer.json()).toMatchObject({ accepted: 1, rejected: [{ index: 1 }] });
  const { metrics } = (await (await fetch(`${url}/api/metrics`)).json()) as StateAnswer;
  expect(metrics.map(({ userId }) => userId)).toEqual(["ada"]);
});
