import { expect, test } from "vitest";
import { activityOptions } from "../../src/activity/options.ts";

test("the options are complete without being given", () => {
  expect(activityOptions.parse({})).toEqual({
    enabled: true,
    sessionIdle: 30 * 60_000,
    goneAfter: 3,
    holdShare: 0.5,
    forgetAfter: 30 * 24 * 3_600_000,
  });
});

test.each([
  { goneAfter: 0 },
  { goneAfter: 1.5 },
  { holdShare: 1.1 },
  { holdShare: -0.1 },
  { sessionIdle: "0s" },
  { forgetAfter: 30 },
  { sessionIdel: "5m" },
])("%j is refused", (options) => {
  expect(activityOptions.safeParse(options).success).toBe(false);
});
