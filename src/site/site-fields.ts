import { userMetricFields, type UserMetricField } from "../metric/user-metric.ts";

/** What a screen can say about a user. `timestamp` is ours: the moment of reading. */
export type SiteField = Exclude<UserMetricField, "timestamp">;

export const siteFields = userMetricFields.filter((name): name is SiteField => name !== "timestamp");
