import { mkdir } from "node:fs/promises";
import path from "node:path";
import { hubOptions, type HubOptions } from "../../../src/hub/options.ts";
import { openHub, type RunningHub } from "../../../src/hub/server.ts";
import type { Runner } from "../../../src/hub/transports/transport.ts";
import { silentLog, type Log } from "../../../src/log.ts";
import type { InputError } from "../../../src/metric/inbound/shape.ts";
import { tempFolder } from "../temp-folder.ts";

/** What the hub answers to a sender. */
export interface Answer {
  accepted: number;
  duplicates: number;
  rejected: { index: number; errors: InputError[] }[];
  errors: InputError[];
  cursor: string;
}

export interface TestHub extends RunningHub, AsyncDisposable {
  /** Posts JSON and returns status and body of the answer. */
  post(path: string, body: unknown): Promise<{ status: number; body: Answer }>;
  stateFolder: string;
  /** The port itself, also where the hub has an outside name. */
  localUrl: string;
}

interface Options {
  log?: Log;
  heartbeatMs?: number;
  corsOrigin?: string[];
  stateFolder?: string;
  /** Options of the hub, where a test cares; users stay for ever unless it says otherwise. */
  options?: Partial<HubOptions>;
  runner?: Runner;
  now?: () => number;
}

/** Fixtures are of the past, and nobody is to leave for that. */
const forEver = 100 * 365 * 86_400_000;

/** A hub on a free port with a page of one line, in a folder of its own unless one is given. */
export async function openTestHub({
  log = silentLog,
  heartbeatMs,
  corsOrigin,
  stateFolder,
  options = {},
  runner,
  now,
}: Options = {}): Promise<TestHub> {
  const folder = await tempFolder();
  await mkdir(path.join(folder.path, "assets"));
  await folder.write("index.html", "<!doctype html><title>Live Metrics</title>");
  await folder.write("assets/app.js", "document.title;");
  await folder.write("client.js", "globalThis.metricsService;");
  const state = stateFolder ?? path.join(folder.path, "state");
  const hub = await openHub({
    options: { ...hubOptions.parse({ port: 0, corsOrigin }), rateLimit: 0, userTtl: forEver, ...options },
    stateFolder: state,
    pageFolder: folder.path,
    log,
    runner,
    ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
    ...(now === undefined ? {} : { now }),
  });

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= hub.close());
  return {
    ...hub,
    close,
    stateFolder: state,
    localUrl: `http://127.0.0.1:${hub.port}`,
    post: (to, body) => post(`http://127.0.0.1:${hub.port}${to}`, body),
    async [Symbol.asyncDispose]() {
      await close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export async function post(url: string, body: unknown): Promise<{ status: number; body: Answer }> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: text });
  return { status: response.status, body: (await response.json()) as Answer };
}
