import type { MetricRecord } from "../metric/meta.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { activeUntil } from "./activity.ts";
import { toTopFeatures, type UsedFeature } from "./top-features.ts";

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

type NumberField = { [Field in keyof UserMetric]: UserMetric[Field] extends number ? Field : never }[keyof UserMetric];

/** Works them out of all users each time: nothing is left in a sum of a user who was there. */
export function toAggregates(records: readonly MetricRecord[], now: number): MetricsAggregates {
  const toldOf = (field: NumberField): readonly MetricRecord[] =>
    records.filter(({ meta }) => !(field in meta.missing));
  const total = (field: NumberField): number | undefined => {
    const told = toldOf(field);
    const sum = told.reduce((before, { metric }) => before + metric[field], 0);
    return told.length > 0 || records.length === 0 ? sum : undefined;
  };
  const average = (field: NumberField): number | undefined => {
    const told = toldOf(field).length;
    return told > 0 ? total(field)! / told : undefined;
  };
  const ends = records.map(activeUntil);

  return {
    totalUsers: records.length,
    activeUsers: ends.filter((until) => until !== undefined && until >= now).length,
    unknownUsers: ends.filter((until) => until === undefined).length,
    totalEvents: total("eventsTriggered"),
    totalPageViews: total("pageViews"),
    totalClicks: total("clickCount"),
    totalQueries: total("queriesRun"),
    totalReports: total("reportsCreated"),
    totalDashboards: total("dashboardsViewed"),
    averageSessionDuration: average("sessionDuration"),
    averagePageViews: average("pageViews"),
    averageScrollDepth: average("scrollDepth"),
    topFeatures: toTopFeatures(records),
  };
}
