import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Activity } from "./activity/activity.ts";
import { openBrowser, type WarmBrowser } from "./browser/browser.ts";
import { cacheFolder } from "./browser/cache-folder.ts";
import { installBrowser } from "./browser/install.ts";
import type { LoadedConfig, LoadedTarget } from "./config/load.ts";
import { Delivery } from "./delivery/delivery.ts";
import { readSalt } from "./config/salt.ts";
import type { Item } from "./delivery/parcel.ts";
import { openSink } from "./delivery/open-sink.ts";
import type { Sink } from "./delivery/sink.ts";
import type { SinkOptions } from "./delivery/sinks/index.ts";
import { Findings } from "./findings.ts";
import type { RunningHub } from "./hub/server.ts";
import { openLockedHub, toHubSink, toRunner } from "./local-hub.ts";
import type { Log } from "./log.ts";
import type { UserEvent } from "./metric/event.ts";
import type { MetricRecord } from "./metric/meta.ts";
import { createPeople } from "./mock/people.ts";
import type { Outcome } from "./outcome.ts";
import { every } from "./schedule/every.ts";
import { acquireLock, waitForLock } from "./schedule/lock.ts";
import { Nudge } from "./schedule/nudge.ts";
import { createRunQueue } from "./schedule/run-queue.ts";
import { Logins } from "./scrape/logins.ts";
import { scrape, type RunResult, type ScrapeDesk, type ScrapeTarget } from "./scrape/scrape.ts";

/** What a run tells those who watch it. */
export type RunEvent =
  | { type: "hub"; hub: Pick<RunningHub, "url" | "websocketUrl" | "signInUrl"> }
  | { type: "started"; target: string }
  | { type: "finished"; result: RunResult; outcome: Outcome }
  | { type: "moved"; people: number; outcome: Outcome }
  | { type: "next"; target: string; at: Date };

export interface MockRequest {
  count: number;
  seed: number;
  /** Updates a second; undefined for the users' own pace. */
  rate: number | undefined;
  intervalMs: number;
}

export interface RunRequest {
  config: LoadedConfig;
  /** Which targets of the config, by name. */
  targets: readonly string[];
  /** Synthetic users in place of targets. */
  mock: MockRequest | undefined;
  once: boolean;
  sinks: readonly SinkOptions[];
  serve: boolean;
  stateFolder: string;
  log: Log;
  onEvent: (event: RunEvent) => void;
  /** First: finish what is under way, deliver, end. */
  stop: AbortSignal;
  /** Second: leave at once. */
  abort: AbortSignal;
}

/**
 * How long the end of a run goes on trying a receiver that fails, before it counts what was not taken; and how long a
 * single run waits for room in its spool.
 */
const patienceMs = 15_000;

/** Joins the parts into one pipeline, runs it to its end, and closes everything in reverse order. */
export async function run(request: RunRequest): Promise<Outcome> {
  const { config, stateFolder, serve, sinks, once, log, onEvent } = request;
  await using open = new AsyncDisposableStack();

  const lock = await acquireLock(join(stateFolder, "run.lock"), `The run of ${config.file ?? "this state folder"}`);
  open.defer(() => lock.release());

  const gone = new AbortController();
  const stop = AbortSignal.any([request.stop, request.abort, gone.signal]);
  const opened: Sink[] = sinks.map((options) => openSink(options, { log, onGone: () => gone.abort() }));
  const nudges = new Map<string, Nudge>();
  const hub = serve ? await openLockedHub({ config, stateFolder, log }, toRunner(nudges)) : undefined;
  if (hub) {
    open.defer(() => hub.close());
    opened.push(toHubSink(hub));
    onEvent({ type: "hub", hub });
  }

  const delivery = Delivery.open({
    sinks: opened,
    spool: { file: join(stateFolder, "spool.sqlite"), ...config.spool },
    log,
    signal: stop,
    // The next run reads again, and is not to be kept from it.
    ...(once ? { roomPatienceMs: patienceMs } : {}),
  });
  open.defer(() => delivery.close());
  const outcome: Outcome = {
    verdicts: {},
    runs: 0,
    rows: 0,
    get delivery() {
      return delivery.counts;
    },
  };

  const pipeline = { ...request, stop, delivery, outcome, nudges };
  if (request.mock) await moveMock(pipeline, request.mock);
  else await watchTargets(pipeline, open);

  await delivery.flush(AbortSignal.any([request.abort, gone.signal]), patienceMs);
  return { ...outcome, delivery: delivery.counts };
}

interface Pipeline extends RunRequest {
  delivery: Delivery;
  outcome: Outcome;
  /** By target: each begins a run. */
  nudges: Map<string, Nudge>;
}

async function watchTargets(pipeline: Pipeline, open: AsyncDisposableStack): Promise<void> {
  const { config, once, stop, abort, onEvent, log, delivery, outcome } = pipeline;
  const browser = openConfiguredBrowser(config, { log, signal: abort });
  open.defer(() => browser.close());
  const bundles = { folder: join(pipeline.stateFolder, "bundles"), log };
  const desk = { ...(await openDesk(browser, pipeline.stateFolder, abort)), bundles };
  const findings = new Findings({
    activity: Activity.from(delivery.notes(), { options: config.activity, createId: randomUUID }),
    delivery,
    log,
  });
  const queue = createRunQueue();

  const watch = async (name: string): Promise<void> => {
    const target = config.targets[name]!;
    const intervalMs = once ? undefined : (target.interval ?? config.interval);
    const runOnce = (): Promise<void> =>
      queue.add(new URL(target.url).origin, async () => {
        if (stop.aborted) return;
        onEvent({ type: "started", target: name });
        const result = await scrape(toScrapeTarget(name, target, config), desk);
        const rows = await findings.settle(result, { intervalMs, sharesUsers: target.sharesUsers });
        outcome.runs += 1;
        outcome.rows += rows;
        outcome.verdicts[name] = result.verdict;
        onEvent({ type: "finished", result, outcome });
      });
    if (intervalMs === undefined) return runOnce();

    const nudge = new Nudge();
    pipeline.nudges.set(name, nudge);
    await every(runOnce, {
      intervalMs,
      signal: stop,
      nudge,
      onNext: (at) => onEvent({ type: "next", target: name, at }),
    });
  };
  await Promise.all(pipeline.targets.map((name) => watch(name)));
}

/** The browser as the config wants it; at a terminal one is brought where there is none. */
export function openConfiguredBrowser(
  config: Pick<LoadedConfig, "browser">,
  { log, signal }: { log: Log; signal: AbortSignal },
): WarmBrowser {
  return openBrowser({
    options: config.browser,
    log,
    ...(process.stderr.isTTY ? { install: () => installForFirstUse(log, signal) } : {}),
  });
}

/** What runs work with besides the browser: saved logins and the salt of hashes, both in the state folder. */
export async function openDesk(browser: WarmBrowser, stateFolder: string, signal: AbortSignal): Promise<ScrapeDesk> {
  const logins = new Logins(join(stateFolder, "logins"), (file, until) =>
    waitForLock(file, "The login of this account", until),
  );
  return { browser, signal, logins, salt: await readSalt(join(stateFolder, "salt")) };
}

/** A person at a terminal would say yes; a machine is told how instead. */
function installForFirstUse(log: Log, signal: AbortSignal) {
  log.info("No Chromium was found; installing a headless shell into the private cache, once");
  return installBrowser({ cache: cacheFolder(), env: process.env, log, signal });
}

/** A target of the config as a run takes it. */
export function toScrapeTarget(
  name: string,
  target: LoadedTarget,
  { browser }: Pick<LoadedConfig, "browser">,
): ScrapeTarget {
  const { url, site, timeout, block, origins, readOnly, allowPosts, login, userIdPrefix } = target;
  const access = { origins, readOnly, allowPosts, secrets: login };
  return { name, url, site, timeoutMs: timeout, block: block ?? browser.block, userIdPrefix, ...access };
}

async function moveMock(pipeline: Pipeline, { count, seed, rate, intervalMs }: MockRequest): Promise<void> {
  const { delivery, outcome, onEvent, once, stop } = pipeline;
  const people = createPeople({ count, seed, rate, now: new Date() });

  let isFirst = true;

  const move = async (): Promise<void> => {
    const now = new Date();
    const step = isFirst ? { records: people.all(now), events: [] } : people.step(now);
    isFirst = false;
    let moved = 0;
    const parts = inParts(toItems(step), itemsAtOnce);
    const push = async (): Promise<void> => {
      for (const part of parts) {
        if (stop.aborted) return;
        moved += part.filter(({ type }) => type === "metric").length;
        await delivery.push(part);
        // What is on disk is to leave, however much more there is to come.
        await nextTurn();
      }
    };
    // While the disk takes one part, the next is made.
    await Promise.all([push(), push()]);
    outcome.runs += 1;
    outcome.rows += moved;
    onEvent({ type: "moved", people: moved, outcome });
  };
  if (once) return await move();
  await every(move, {
    intervalMs,
    signal: stop,
    onNext: (at) => onEvent({ type: "next", target: "mock", at }),
  });
}

/** A million people at once would be a gigabyte in memory, and nothing would leave while they are written. */
const itemsAtOnce = 1_000;

function* toItems({
  records,
  events,
}: {
  records: Iterable<MetricRecord>;
  events: Iterable<UserEvent>;
}): Generator<Item> {
  for (const record of records) yield { type: "metric", record };
  for (const event of events) yield { type: "event", event };
}

function* inParts<Each>(all: Iterable<Each>, size: number): Generator<Each[]> {
  let part: Each[] = [];
  for (const each of all) {
    part.push(each);
    if (part.length < size) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
