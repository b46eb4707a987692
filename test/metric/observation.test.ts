import { expect, test } from "vitest";
import { isWithheld, toMetricRecord } from "../../src/metric/observation.ts";
import { userMetric } from "../../src/metric/user-metric.ts";

const provenance = { id: "r1", source: "crm", observedAt: "2026-11-23T12:00:00.000Z" };

test("a metric has the guide's 19 fields in the guide's order", () => {
  const { metric } = toMetricRecord({ known: { lastAction: "Logged in", userId: "u1" }, missing: {} }, provenance);
  expect(Object.keys(metric)).toEqual([
    "userId",
    "userName",
    "email",
    "company",
    "timestamp",
    "sessionDuration",
    "pageViews",
    "clickCount",
    "scrollDepth",
    "featuresUsed",
    "activeFeature",
    "featureTime",
    "eventsTriggered",
    "queriesRun",
    "reportsCreated",
    "dashboardsViewed",
    "isActive",
    "lastAction",
    "lastActionTime",
  ]);
  expect(userMetric.parse(metric)).toEqual(metric);
});

test("what was not seen is neutral in the metric and named with its reason beside it", () => {
  const observation = {
    known: { userId: "u1", userName: "Ada", pageViews: 0, featuresUsed: ["Revenue"] },
    missing: { email: "a.email matched nothing" },
  };
  expect(toMetricRecord(observation, provenance)).toEqual({
    metric: {
      userId: "u1",
      userName: "Ada",
      email: "",
      company: "",
      timestamp: "2026-11-23T12:00:00.000Z",
      sessionDuration: 0,
      pageViews: 0,
      clickCount: 0,
      scrollDepth: 0,
      featuresUsed: ["Revenue"],
      activeFeature: "",
      featureTime: {},
      eventsTriggered: 0,
      queriesRun: 0,
      reportsCreated: 0,
      dashboardsViewed: 0,
      isActive: false,
      lastAction: "",
      lastActionTime: "2026-11-23T12:00:00.000Z",
    },
    meta: {
      id: "r1",
      source: "crm",
      missing: {
        email: "a.email matched nothing",
        company: "not read by this source",
        sessionDuration: "not read by this source",
        clickCount: "not read by this source",
        scrollDepth: "not read by this source",
        activeFeature: "not read by this source",
        featureTime: "not read by this source",
        eventsTriggered: "not read by this source",
        queriesRun: "not read by this source",
        reportsCreated: "not read by this source",
        dashboardsViewed: "not read by this source",
        isActive: "not read by this source",
        lastAction: "not read by this source",
        lastActionTime: "not read by this source",
      },
      derived: [],
    },
  });
});

test("a default stands in the metric and is still named as missing", () => {
  const observation = {
    known: { userId: "u1", company: "Unknown Ltd" },
    missing: { company: ".org is empty; the default stands in" },
  };
  const { metric, meta } = toMetricRecord(observation, provenance);
  expect([metric.company, meta.missing.company]).toEqual(["Unknown Ltd", ".org is empty; the default stands in"]);
});

test("what was worked out is named beside the metric", () => {
  const observation = { known: { userId: "u1", isActive: true }, missing: {}, derived: ["isActive" as const] };
  const { metric, meta } = toMetricRecord(observation, provenance);
  expect([metric.isActive, meta.derived, "isActive" in meta.missing]).toEqual([true, ["isActive"], false]);
});

test.each([
  ["left out by its privacy policy", true],
  ["left out by its privacy policy; the default stands in", true],
  [".company matched nothing", false],
  [undefined, false],
])("a field with the reason %j is withheld: %s", (reason, answer) => {
  const missing = reason === undefined ? {} : { company: reason };
  expect(isWithheld({ known: { userId: "u1" }, missing }, "company")).toBe(answer);
});

test("an own timestamp goes before the time of observation, also for the last action", () => {
  const { metric, meta } = toMetricRecord(
    { known: { userId: "u1", timestamp: "2026-11-23T11:00:00Z" }, missing: {} },
    provenance,
  );
  expect(metric).toMatchObject({ timestamp: "2026-11-23T11:00:00Z", lastActionTime: "2026-11-23T11:00:00Z" });
  expect(meta.missing).not.toHaveProperty("timestamp");
});

test("two metrics share no list or map", () => {
  const first = toMetricRecord({ known: { userId: "u1" }, missing: {} }, provenance);
  first.metric.featuresUsed.push("Revenue");
  first.metric.featureTime.Revenue = 3;
  expect(toMetricRecord({ known: { userId: "u2" }, missing: {} }, provenance).metric).toMatchObject({
    featuresUsed: [],
    featureTime: {},
  });
});
