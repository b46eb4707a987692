import type { MetricRecord } from "../metric/meta.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { ActiveUsers } from "./active-users.ts";
import { activeUntil } from "./activity.ts";
import { FeatureUse, type UsedFeature } from "./feature-use.ts";
import type { UserChange } from "./users.ts";

/** All users in a few numbers. What no user tells is undefined, and what one does not tell enters no number. */
export interface MetricsAggregates {
  totalUsers: number;
  /** Who acted in the last minute. */
  activeUsers: number;
  /** Of whom it is not known whether they did; counted neither as active nor as idle. */
  unknownUsers: number;
  totalEvents: number | undefined;
  totalPageViews: number | undefined;
  totalClicks: number | undefined;
  totalQueries: number | undefined;
  totalReports: number | undefined;
  totalDashboards: number | undefined;
  /** In minutes. */
  averageSessionDuration: number | undefined;
  averagePageViews: number | undefined;
  /** In percent. */
  averageScrollDepth: number | undefined;
  /** Those that most users have used come first. */
  topFeatures: UsedFeature[];
}

const fields = [
  "eventsTriggered",
  "pageViews",
  "clickCount",
  "queriesRun",
  "reportsCreated",
  "dashboardsViewed",
  "sessionDuration",
  "scrollDepth",
] as const satisfies (keyof UserMetric)[];

type Field = (typeof fields)[number];

/** Adding and taking away fractions leaves a little behind each time: after so many changes all is added up anew. */
const changesToTrust = 1_000;

/** Keeps the numbers up to date by what changes, whatever the number of users. */
export class Aggregates {
  readonly #all: () => Iterable<MetricRecord>;
  #sums = toSums();
  #active = new ActiveUsers();
  #features = new FeatureUse();
  #users = 0;
  #changes = 0;

  /** `all` gives every user, where all has to be added up anew. */
  constructor(all: () => Iterable<MetricRecord>) {
    this.#all = all;
  }

  take({ former, next }: UserChange): void {
    if (former) this.#add(former, -1);
    if (next) this.#add(next, 1);
    this.#changes += 1;
  }

  at(now: number): MetricsAggregates {
    if (this.#changes > Math.max(changesToTrust, this.#users)) this.#addUp();
    const total = (field: Field): number | undefined => this.#total(field);
    const average = (field: Field): number | undefined => {
      const { sum, count } = this.#sums[field];
      return count === 0 ? undefined : sum / count;
    };
    return {
      totalUsers: this.#users,
      activeUsers: this.#active.at(now),
      unknownUsers: this.#active.notKnown,
      totalEvents: total("eventsTriggered"),
      totalPageViews: total("pageViews"),
      totalClicks: total("clickCount"),
      totalQueries: total("queriesRun"),
      totalReports: total("reportsCreated"),
      totalDashboards: total("dashboardsViewed"),
      averageSessionDuration: average("sessionDuration"),
      averagePageViews: average("pageViews"),
      averageScrollDepth: average("scrollDepth"),
      topFeatures: this.#features.top(),
    };
  }

  #total(field: Field): number | undefined {
    const { sum, count } = this.#sums[field];
    return count === 0 && this.#users > 0 ? undefined : sum;
  }

  #add(record: MetricRecord, count: 1 | -1): void {
    const { metric, meta } = record;
    this.#users += count;
    this.#active.add(activeUntil(record), count);
    this.#features.add(record, count);
    for (const field of fields) {
      if (field in meta.missing) continue;
      this.#sums[field].sum += count * metric[field];
      this.#sums[field].count += count;
    }
  }

  #addUp(): void {
    this.#sums = toSums();
    this.#active = new ActiveUsers();
    this.#features = new FeatureUse();
    this.#users = 0;
    for (const record of this.#all()) this.#add(record, 1);
    this.#changes = 0;
  }
}

function toSums(): Record<Field, { sum: number; count: number }> {
  return Object.fromEntries(fields.map((field) => [field, { sum: 0, count: 0 }])) as ReturnType<typeof toSums>;
}
