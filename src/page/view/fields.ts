import type { UserMetricField } from "../../metric/user-metric.ts";

/** What people call the fields of a metric. */
export const fieldLabels: Record<UserMetricField, string> = {
  userId: "User id",
  userName: "Name",
  email: "E-mail",
  company: "Company",
  timestamp: "Data age",
  sessionDuration: "Session",
  pageViews: "Page views",
  clickCount: "Clicks",
  scrollDepth: "Scroll depth",
  featuresUsed: "Features used",
  activeFeature: "Feature",
  featureTime: "Time per feature",
  eventsTriggered: "Events",
  queriesRun: "Queries",
  reportsCreated: "Reports",
  dashboardsViewed: "Dashboards",
  isActive: "Is active",
  lastAction: "Last action",
  lastActionTime: "Time of last action",
};

/** All 19, in the order of the guide. */
export const fields = Object.keys(fieldLabels) as UserMetricField[];
