import { z } from "zod";
import { UsageError } from "../errors.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { Crowd } from "./crowd.ts";
import { maximumPeople } from "./people.ts";

const wanted = z.object({
  count: z.int("must be a whole number").min(0, "must not be negative").max(maximumPeople, "must be at most 1,000,000"),
  seed: z.int("must be a whole number"),
  now: z.date("must be a valid Date"),
});

interface GenerateOptions {
  /** A whole number. The same seed and time give the same metrics. */
  seed?: number;
  now?: Date;
}

/**
 * Metrics of up to 1,000,000 synthetic users, to try a pipeline with. They are plain objects, yours to change. Throws a
 * UsageError where a count, a seed or a time is none.
 */
export function generateMockMetrics(count = 20, { seed = 1, now = new Date() }: GenerateOptions = {}): UserMetric[] {
  const [issue] = wanted.safeParse({ count, seed, now }).error?.issues ?? [];
  if (issue)
    throw new UsageError(`generateMockMetrics: ${issue.path.join(".")} ${issue.message}`, {
      code: "LM_USAGE",
      hint: "For example: generateMockMetrics(20, { seed: 7, now: new Date() }).",
    });

  const crowd = new Crowd({ count, seed, now });
  return Array.from({ length: count }, (_, who) => {
    crowd.begin(who);
    return crowd.describe(who, now.getTime());
  });
}
