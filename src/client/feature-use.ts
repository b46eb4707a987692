import type { MetricRecord } from "../metric/meta.ts";

export interface UsedFeature {
  feature: string;
  /** How many users have used it. */
  users: number;
  /** How long they were in it, all together; undefined where that is told of none of them. */
  minutes: number | undefined;
}

interface Use {
  users: number;
  minutes: number;
  timed: number;
}

const shown = 10;

/** Which features are used, by how many and how long. */
export class FeatureUse {
  readonly #uses = new Map<string, Use>();

  add({ metric, meta }: MetricRecord, count: 1 | -1): void {
    const used = new Set("featuresUsed" in meta.missing ? [] : metric.featuresUsed);
    const minutes = new Map("featureTime" in meta.missing ? [] : Object.entries(metric.featureTime));
    for (const feature of new Set([...used, ...minutes.keys()])) {
      const use = this.#uses.get(feature) ?? { users: 0, minutes: 0, timed: 0 };
      use.users += count;
      use.minutes += count * (minutes.get(feature) ?? 0);
      use.timed += minutes.has(feature) ? count : 0;
      if (use.users === 0) this.#uses.delete(feature);
      else this.#uses.set(feature, use);
    }
  }

  /** Equals stand by their names, so that a list of them does not jump. */
  top(): UsedFeature[] {
    return [...this.#uses]
      .sort(([name, use], [otherName, other]) => other.users - use.users || (name < otherName ? -1 : 1))
      .slice(0, shown)
      .map(([feature, { users, minutes, timed }]) => ({ feature, users, minutes: timed > 0 ? minutes : undefined }));
  }
}
