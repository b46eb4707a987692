import type { ActivityOptions } from "./options.ts";
import type { UserState } from "./user-state.ts";

/** As many users of a target as are remembered; a screen that gives everybody a new id in each run would fill the disk. */
const mostUsers = 50_000;

interface Present {
  at: number;
  /** The users of this run, who are never forgotten. */
  seen: { has(userId: string): boolean };
  options: Pick<ActivityOptions, "forgetAfter">;
}

/** Users who were not seen for too long; and beyond the limit those who were not seen for the longest time. */
export function findForgotten(users: ReadonlyMap<string, UserState>, { at, seen, options }: Present): string[] {
  const absent = [...users].filter(([userId]) => !seen.has(userId));
  const excess = Math.max(0, users.size - mostUsers);
  const byAge = excess > 0 ? absent.toSorted(byLastSight) : absent;
  return byAge.flatMap(([userId, user], index) =>
    index < excess || at - user.at > options.forgetAfter ? [userId] : [],
  );
}

/** Alike ones by their id, since the order of the memory is another one after a restart. */
function byLastSight([firstId, first]: [string, UserState], [secondId, second]: [string, UserState]): number {
  return first.at - second.at || (firstId < secondId ? -1 : 1);
}
