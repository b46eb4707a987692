import type { UserMetric } from "./user-metric.ts";

/** Makes what stands in for each field that was not seen. `lastActionTime` has nothing neutral: there it is `timestamp`. */
export function createNeutral(): Omit<UserMetric, "userId" | "timestamp" | "lastActionTime"> {
  return {
    userName: "",
    email: "",
    company: "",
    sessionDuration: 0,
    pageViews: 0,
    clickCount: 0,
    scrollDepth: 0,
    featuresUsed: [],
    activeFeature: "",
    featureTime: {},
    eventsTriggered: 0,
    queriesRun: 0,
    reportsCreated: 0,
    dashboardsViewed: 0,
    isActive: false,
    lastAction: "",
  };
}
