import { setTimeout as wait } from "node:timers/promises";
import type { MetricRecord } from "../../../src/metric/meta.ts";
import type { RunReport } from "../../../src/metric/run-report.ts";
import type { StateAnswer } from "../../../src/metric/wire.ts";
import { Kept } from "../endurance/kept.ts";

const everyMs = 50;

/** A plain reader: polls with its cursor, whatever comes between. */
export class PollingFollower implements AsyncDisposable {
  readonly kept = new Kept();
  readonly metas = new Map<string, MetricRecord["meta"]>();
  /** In the order in which they came. */
  readonly runs: RunReport[] = [];
  readonly #url: string;
  readonly #closing = new AbortController();
  readonly #done: Promise<void>;

  constructor(url: string) {
    this.#url = url;
    this.#done = this.#follow();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#done;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      // Where nobody answers, it asks again.
      await this.#poll(signal).catch(() => {});
      await wait(everyMs, undefined, { signal }).catch(() => {});
    }
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const query = this.kept.cursor === undefined ? "" : `?since=${encodeURIComponent(this.kept.cursor)}`;
    const response = await fetch(`${this.#url}/api/metrics${query}`, { signal });
    const answer = (await response.json()) as StateAnswer;
    this.kept.take({ ...answer, missed: answer.gap?.events ?? 0 });
    for (const [place, { userId }] of answer.metrics.entries()) this.metas.set(userId, answer.metas[place]!);
    this.runs.push(...(answer.runs ?? []));
  }
}
