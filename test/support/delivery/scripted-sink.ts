import { EventEmitter, once } from "node:events";
import { itemTypes, type Parcel } from "../../../src/delivery/parcel.ts";
import type { Sink, WriteResult } from "../../../src/delivery/sink.ts";
import { SinkError } from "../../../src/errors.ts";
import type { Meta } from "../../../src/metric/meta.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";

/** What a write comes to: it is delivered, fails in some way, or waits until the test lets it go. */
export type Step = "deliver" | "hold" | WriteResult | Error;

export const failsForNow = new SinkError("hub is away", { retryable: true, hint: "Start it." });
export const refusesForGood = new SinkError("hub answered 401", { retryable: false, hint: "Give a key." });

/** A sink whose writes follow a script; past its end they are delivered. */
export class ScriptedSink implements Sink {
  readonly label: string;
  readonly batchSize: number;
  readonly takes = new Set(itemTypes);
  readonly isSpooled: boolean;
  /** The keys of each write, also of those that failed. */
  readonly writes: string[][] = [];
  readonly parcels: Parcel[] = [];
  closed = 0;
  readonly #script: Step[];
  readonly #happenings = new EventEmitter();
  #released = 0;

  constructor(script: readonly Step[] = [], { label = "scripted", batchSize = 500, isSpooled = false } = {}) {
    this.label = label;
    this.batchSize = batchSize;
    this.isSpooled = isSpooled;
    this.#script = [...script];
  }

  async write(parcels: readonly Parcel[], signal: AbortSignal): Promise<WriteResult> {
    this.writes.push(parcels.map(({ key }) => key));
    this.#happenings.emit("write");
    const step = this.#script.shift() ?? "deliver";
    if (step instanceof Error) throw step;
    if (step === "hold") await this.#untilReleased(signal);

    this.parcels.push(...parcels);
    return typeof step === "object" ? step : { rejected: [] };
  }

  /** The metrics that were delivered. */
  get delivered(): { metric: UserMetric; meta: Meta }[] {
    return this.parcels
      .filter(({ type }) => type === "metric")
      .map(({ json, metaJson }) => ({ metric: JSON.parse(json) as UserMetric, meta: JSON.parse(metaJson) as Meta }));
  }

  /** Lets the write that is held go on, or the next one that would be. */
  release(): void {
    this.#released += 1;
    this.#happenings.emit("release");
  }

  /** Resolves at the next write. */
  async nextWrite(): Promise<void> {
    await once(this.#happenings, "write");
  }

  async close(): Promise<void> {
    this.closed += 1;
  }

  async #untilReleased(signal: AbortSignal): Promise<void> {
    while (this.#released === 0) await once(this.#happenings, "release", { signal });
    this.#released -= 1;
  }
}
