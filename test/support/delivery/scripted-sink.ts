import { EventEmitter, once } from "node:events";
import type { Sink, WriteResult } from "../../../src/delivery/sink.ts";
import { SinkError } from "../../../src/errors.ts";
import type { MetricRecord } from "../../../src/metric/meta.ts";

/** What a write comes to: it is delivered, fails in some way, or waits until the test lets it go. */
export type Step = "deliver" | "hold" | WriteResult | Error;

export const failsForNow = new SinkError("hub is away", { retryable: true, hint: "Start it." });
export const refusesForGood = new SinkError("hub answered 401", { retryable: false, hint: "Give a key." });

/** A sink whose writes follow a script; past its end they are delivered. */
export class ScriptedSink implements Sink {
  readonly label: string;
  readonly batchSize: number;
  /** The userIds of each write, also of those that failed. */
  readonly writes: string[][] = [];
  readonly delivered: MetricRecord[] = [];
  closed = 0;
  readonly #script: Step[];
  readonly #happenings = new EventEmitter();

  constructor(script: readonly Step[] = [], { label = "scripted", batchSize = 500 } = {}) {
    this.label = label;
    this.batchSize = batchSize;
    this.#script = [...script];
  }

  async write(records: readonly MetricRecord[], signal: AbortSignal): Promise<WriteResult> {
    this.writes.push(records.map(({ metric }) => metric.userId));
    this.#happenings.emit("write");
    const step = this.#script.shift() ?? "deliver";
    if (step instanceof Error) throw step;
    if (step === "hold") await once(this.#happenings, "release", { signal });

    this.delivered.push(...records);
    return typeof step === "object" ? step : { rejected: [] };
  }

  /** Lets the write that is held go on. */
  release(): void {
    this.#happenings.emit("release");
  }

  /** Resolves at the next write. */
  async nextWrite(): Promise<void> {
    await once(this.#happenings, "write");
  }

  async close(): Promise<void> {
    this.closed += 1;
  }
}
