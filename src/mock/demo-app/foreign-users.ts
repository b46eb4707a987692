import type { UserMetric } from "../../metric/user-metric.ts";

const hourMs = 3_600_000;

/** The first users get figures and times that show how a language writes them. */
export function tellingUsers(users: readonly UserMetric[], now: Date): UserMetric[] {
  const ago = (ms: number) => new Date(now.getTime() - ms).toISOString();
  const telling: Partial<UserMetric>[] = [
    { sessionDuration: 1_234.5, pageViews: 12_345, lastActionTime: ago(10_000) },
    { lastActionTime: ago(2 * hourMs) },
    { lastActionTime: ago(26 * hourMs) },
  ];
  return users.map((user, index) => ({ ...user, ...telling[index] }));
}
