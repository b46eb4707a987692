// Users that your own code knows: they are in the service at once, without any network.
import { createMetricsService } from "live-metrics/client";

const service = createMetricsService();
service.onMetricsUpdate(({ totalUsers, totalEvents }) => console.log(`${totalUsers} users, ${totalEvents} events`));

await service.pushUserMetric({
  userId: "ada",
  userName: "Ada Example",
  email: "ada@example.com",
  company: "Example Co",
  timestamp: new Date().toISOString(),
  sessionDuration: 25,
  pageViews: 42,
  clickCount: 156,
  scrollDepth: 75,
  featuresUsed: ["Dashboard", "Revenue"],
  activeFeature: "Revenue",
  featureTime: { Dashboard: 10, Revenue: 15 },
  eventsTriggered: 23,
  queriesRun: 5,
  reportsCreated: 2,
  dashboardsViewed: 3,
  isActive: true,
  lastAction: "Viewed revenue report",
  lastActionTime: new Date().toISOString(),
});
