import { join } from "node:path";
import { DirectDelivery } from "./delivery/direct-delivery.ts";
import { openSink } from "./delivery/open-sink.ts";
import type { Item } from "./delivery/parcel.ts";
import type { SinkOptions } from "./delivery/sinks/index.ts";
import { SinkError } from "./errors.ts";
import { importRecords, type ImportProgress } from "./import-records.ts";
import type { Log } from "./log.ts";
import type { InboundShape } from "./metric/inbound/shape.ts";
import type { MetricRecord } from "./metric/meta.ts";
import { readRecords } from "./metric/record-stream/read.ts";
import { isDelivered, type ExitCode, type Outcome } from "./outcome.ts";
import { acquireLock } from "./schedule/lock.ts";

export interface ImportRequest {
  /** Opens what is to be imported; reading it ends when the signal aborts. */
  openInput: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
  shape: InboundShape;
  /** What `meta.source` says. */
  source: string;
  sinks: readonly SinkOptions[];
  stateFolder: string;
  log: Log;
  onRefused: (line: number, reason: string) => void;
  onProgress: (progress: ImportProgress) => void;
  /** First: deliver what was read, end. */
  stop: AbortSignal;
  /** Second: leave at once. */
  abort: AbortSignal;
}

/** What an import came to. */
export interface ImportOutcome extends ImportProgress, Pick<Outcome, "delivery"> {
  /** Whether all of it was read, or else what came between: a signal, a reader of stdout that went away, an error. */
  end: "complete" | "stopped" | "gone" | "failed";
  error?: unknown;
}

/** How long a receiver that fails is tried again before the import ends. */
const patienceMs = 15_000;

/** Joins input, mapper and sinks, runs the import to its end, and closes everything in reverse order. */
export async function runImport(request: ImportRequest): Promise<ImportOutcome> {
  const { openInput, sinks, stateFolder, log, onProgress, abort } = request;
  await using open = new AsyncDisposableStack();
  if (sinks.some(({ type }) => type !== "stdout")) {
    const lock = await acquireLock(join(stateFolder, "run.lock"), "A run or an import with this state folder");
    open.defer(() => lock.release());
  }

  const gone = new AbortController();
  const stop = AbortSignal.any([request.stop, abort, gone.signal]);
  const opened = sinks.map((options) => openSink(options, { log, onGone: () => gone.abort() }));
  const delivery = new DirectDelivery({ sinks: opened, log });
  open.defer(() => delivery.close());

  let progress: ImportProgress = { read: 0, refused: 0, line: 0 };
  const toOutcome = (end: ImportOutcome["end"], error?: unknown): ImportOutcome => ({
    ...progress,
    delivery: delivery.counts,
    end,
    error,
  });
  try {
    await importRecords(readRecords(openInput(stop)), {
      ...request,
      now: () => new Date(),
      deliver: (records) => deliver(delivery, records, abort),
      onProgress: (reached) => onProgress((progress = reached)),
      signal: stop,
    });
    return toOutcome("complete");
  } catch (error) {
    if (gone.signal.aborted) return toOutcome("gone");
    return stop.aborted ? toOutcome("stopped") : toOutcome("failed", error);
  }
}

/** Waits until the sinks have everything. */
async function deliver(delivery: DirectDelivery, records: readonly MetricRecord[], signal: AbortSignal): Promise<void> {
  const items = records.map((record): Item => ({ type: "metric", record }));
  if (await delivery.deliver(items, signal, patienceMs)) return;
  throw new SinkError("The import ended where the receiver took no more", {
    retryable: true,
    hint: "Import the rest when the receiver is back; what it has already is a duplicate to it, and harmless.",
  });
}

/** All refused: 3; some: 8; else what became of the delivery. A reader of stdout that went away has what it wanted. */
export function toImportExitCode({ end, read, refused, delivery }: ImportOutcome): ExitCode {
  if (end === "gone") return 0;
  if (refused > 0) return refused === read ? 3 : 8;
  return isDelivered(delivery) ? 0 : 9;
}
