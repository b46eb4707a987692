import { expect, test } from "vitest";
import { toFeatureTimes } from "../../../src/page/view/feature-times.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

test("longest first; what was used without a known time comes last, and is not zero", () => {
  const metric = makeMetric({
    featureTime: { Dashboard: 9, Revenue: 17, Reports: 0 },
    featuresUsed: ["Settings", "Revenue"],
    activeFeature: "Explore",
  });

  expect(toFeatureTimes({ metric, meta: makeMeta() })).toEqual([
    { feature: "Revenue", minutes: 17, isNow: false },
    { feature: "Dashboard", minutes: 9, isNow: false },
    { feature: "Reports", minutes: 0, isNow: false },
    { feature: "Explore", minutes: undefined, isNow: true },
    { feature: "Settings", minutes: undefined, isNow: false },
  ]);
});

test("what was not read is not drawn", () => {
  const meta = makeMeta({ missing: { featureTime: "not read", featuresUsed: "not read" } });

  expect(toFeatureTimes({ metric: makeMetric({ activeFeature: "" }), meta })).toEqual([]);
});
