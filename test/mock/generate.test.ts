import { describe, expect, it } from "vitest";
import { userMetric, type UserMetric } from "../../src/metric/user-metric.ts";
import { generateMockMetrics } from "../../src/mock/generate.ts";

describe("generateMockMetrics", () => {
  it("works as the guide's snippet uses it", () => {
    const pushed: UserMetric[] = [];
    const mockUsers = generateMockMetrics(20);
    expect(mockUsers).toHaveLength(20);

    const randomUser = mockUsers[Math.floor(Math.random() * mockUsers.length)]!;
    const viewsBefore = randomUser.pageViews;
    randomUser.timestamp = new Date().toISOString();
    randomUser.pageViews++;
    randomUser.eventsTriggered++;
    pushed.push(randomUser);

    expect(userMetric.parse(pushed[0])).toEqual(randomUser);
    expect(randomUser.pageViews).toBe(viewsBefore + 1);
  });

  it("makes 20 users unless told otherwise, and none when asked for none", () => {
    expect(generateMockMetrics()).toHaveLength(20);
    expect(generateMockMetrics(0)).toEqual([]);
  });

  it.each([
    [[-1], "generateMockMetrics: count must not be negative"],
    [[1.5], "generateMockMetrics: count must be a whole number"],
    [[Number.NaN], "generateMockMetrics: count must be a whole number"],
    [["20"], "generateMockMetrics: count must be a whole number"],
    [[1_000_001], "generateMockMetrics: count must be at most 1,000,000"],
    [[5, { seed: 0.5 }], "generateMockMetrics: seed must be a whole number"],
    [[5, { now: new Date("soon") }], "generateMockMetrics: now must be a valid Date"],
  ])("refuses %j in a sentence", (given, sentence) => {
    expect(() => generateMockMetrics(...(given as Parameters<typeof generateMockMetrics>))).toThrow(sentence);
  });

  it("makes the same metrics for the same seed and time", () => {
    const options = { seed: 9, now: new Date("2026-11-23T12:00:00.000Z") };
    expect(generateMockMetrics(5, options)).toEqual(generateMockMetrics(5, options));
    expect(generateMockMetrics(5, options)).not.toEqual(generateMockMetrics(5, { ...options, seed: 10 }));
  });

  it("gives objects that share nothing with one another", () => {
    const [first, second] = generateMockMetrics(2, { now: new Date("2026-11-23T12:00:00.000Z") });
    first!.featuresUsed.push("Own feature");
    first!.featureTime["Own feature"] = 1;
    expect(second!.featuresUsed).not.toContain("Own feature");
    expect(second!.featureTime).not.toHaveProperty("Own feature");
  });
});
