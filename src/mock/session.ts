import type { UserMetric } from "../metric/user-metric.ts";

/** One visit: how long it lasts, and how its time spreads over the features. */
export class Session {
  readonly #startedAtMs: number;
  readonly #featureMs = new Map<string, number>();
  #open: { feature: string; sinceMs: number } | undefined;
  #endedAtMs: number | undefined;

  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs;
  }

  enter(feature: string, atMs: number): void {
    this.#settle(atMs);
    this.#featureMs.set(feature, this.#featureMs.get(feature) ?? 0);
    this.#open = { feature, sinceMs: atMs };
  }

  end(atMs: number): void {
    this.#settle(atMs);
    this.#open = undefined;
    this.#endedAtMs = atMs;
  }

  describe(nowMs: number): Pick<UserMetric, "sessionDuration" | "featuresUsed" | "activeFeature" | "featureTime"> {
    this.#settle(nowMs);
    return {
      sessionDuration: toMinutes((this.#endedAtMs ?? nowMs) - this.#startedAtMs),
      featuresUsed: [...this.#featureMs.keys()],
      activeFeature: this.#open?.feature ?? "",
      featureTime: Object.fromEntries(this.#featureMs.entries().map(([feature, ms]) => [feature, toMinutes(ms)])),
    };
  }

  /** Books the time since the last booking on the feature that is open. */
  #settle(nowMs: number): void {
    if (!this.#open) return;

    const { feature, sinceMs } = this.#open;
    this.#featureMs.set(feature, this.#featureMs.get(feature)! + nowMs - sinceMs);
    this.#open.sinceMs = nowMs;
  }
}

function toMinutes(ms: number): number {
  return Math.round(ms / 6_000) / 10;
}
