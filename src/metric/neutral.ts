import type { UserMetric } from "./user-metric.ts";

/**
 * Makes a metric of which no more was seen than whose it is: all fields are there, in the guide's order. What is neutral
 * stands in for the rest, and `timestamp` for the time of the last action.
 */
export function createNeutral(userId: string, timestamp: string): UserMetric {
  return {
    userId,
    userName: "",
    email: "",
    company: "",
    timestamp,
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
    lastActionTime: timestamp,
  };
}
