import { mkdir } from "node:fs/promises";
import path from "node:path";
import { hubOptions } from "../../../src/hub/options.ts";
import { openHub, type RunningHub } from "../../../src/hub/server.ts";
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
}

interface Options {
  log?: Log;
  heartbeatMs?: number;
  corsOrigin?: string[];
  stateFolder?: string;
}

/** A hub on a free port with a page of one line, in a folder of its own unless one is given. */
export async function openTestHub({
  log = silentLog,
  heartbeatMs,
  corsOrigin,
  stateFolder,
}: Options = {}): Promise<TestHub> {
  const folder = await tempFolder();
  await mkdir(path.join(folder.path, "assets"));
  await folder.write("index.html", "<!doctype html><title>Live Metrics</title>");
  await folder.write("assets/app.js", "document.title;");
  const state = stateFolder ?? path.join(folder.path, "state");
  const hub = await openHub({
    options: hubOptions.parse({ port: 0, corsOrigin }),
    stateFolder: state,
    pageFolder: folder.path,
    log,
    ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
  });

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= hub.close());
  return {
    ...hub,
    close,
    stateFolder: state,
    post: (to, body) => post(hub.url + to, body),
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
