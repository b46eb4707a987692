import { findUsed } from "./feature.ts";
import type { Moment } from "./moment.ts";
import { toEndData, toStartData, type SessionChange } from "./session.ts";
import { toTime } from "../metric/units.ts";
import type { UserHere, UserState } from "./user-state.ts";

/** Every type of event that is told, and when; `docs/activity.md` has the same table. */
export const eventTypes = {
  user_new: "a user is seen for the first time, and the screen had been read whole before",
  came_back: "an idle user is active again, or one who was gone is on the screen again",
  went_idle: "an active user is active no more",
  session_ended: "a session is over, or its user is gone",
  session_started: "a user in no session is active, or the screen tells of a session",
  feature_used: "the active feature is another one, a session begins in one, or the list of features has a new name",
  user_gone: "a user was missing in enough complete runs in a row",
} as const;

/** An event that has no id yet. */
export interface Happening {
  type: keyof typeof eventTypes;
  userId: string;
  userName: string;
  data: Record<string, unknown>;
  /** Milliseconds since 1970. */
  at: number;
}

type Told = Pick<Happening, "type" | "data">;

/** What changed from one sight of a user to the next, in the order of `eventTypes`. */
export function toHappenings(before: UserState | undefined, moment: Moment, change: SessionChange): Happening[] {
  const { userId, userName, at } = moment.sight;
  const told = [...tellPresence(before, moment), ...tellSession(change), ...tellFeatures(before, moment, change)];
  return told.map(({ type, data }) => ({ type, userId, userName, data, at }));
}

/** A user's session ends with the going. */
export function tellGoing(userId: string, { name, at: lastSeen, session }: UserHere, at: number): Happening[] {
  const told: Told[] = [
    ...tellSession({ ended: session, session: undefined, hasStarted: false }),
    { type: "user_gone", data: { lastSeen: toTime(lastSeen) } },
  ];
  return told.map(({ type, data }) => ({ type, userId, userName: name, data, at }));
}

function tellPresence(before: UserState | undefined, { status }: Moment): Told[] {
  if (before === undefined) return [{ type: "user_new", data: {} }];
  if (before.type === "gone") return [{ type: "came_back", data: { after: "gone" } }];
  const was = before.status?.is;
  if (was === "idle" && status === "active") return [{ type: "came_back", data: { after: "idle" } }];
  return was === "active" && status === "idle" ? [{ type: "went_idle", data: {} }] : [];
}

function tellSession({ ended, session, hasStarted }: SessionChange): Told[] {
  const end: Told[] = ended ? [{ type: "session_ended", data: toEndData(ended) }] : [];
  return session && hasStarted ? [...end, { type: "session_started", data: toStartData(session) }] : end;
}

function tellFeatures(before: UserState | undefined, { sight }: Moment, { hasStarted }: SessionChange): Told[] {
  const earlier = before?.type === "here" ? before.features : undefined;
  const used = findUsed(earlier, sight, hasStarted || before?.type !== "here");
  return used.map((feature): Told => ({ type: "feature_used", data: { feature } }));
}
