import { isWithheld, type Observation } from "../metric/observation.ts";
import type { UserMetric, UserMetricField } from "../metric/user-metric.ts";
import type { SessionState } from "./session.ts";
import { toMinutes, toTime } from "../metric/units.ts";
import type { UserHere } from "./user-state.ts";

/** The fields that are worked out where a screen does not say them; `docs/activity.md` says how. */
export const derivedFields = [
  "sessionDuration",
  "featuresUsed",
  "featureTime",
  "eventsTriggered",
  "isActive",
  "lastActionTime",
] as const satisfies UserMetricField[];

type DerivedField = (typeof derivedFields)[number];
type Derived = { [Field in DerivedField]: UserMetric[Field] | undefined };

/** The row with what its screen does not say and is known all the same. What the screen does say stays as it is. */
export function derive(observation: Observation, user: UserHere): Observation {
  const values = workOut(user);
  const derived = derivedFields.filter((field) => values[field] !== undefined && isOpen(observation, field));
  const missing = { ...observation.missing };
  for (const field of derived) delete missing[field];
  const added = Object.fromEntries(derived.map((field) => [field, values[field]]));
  return { known: { ...observation.known, ...added }, missing, derived };
}

/** A default stays as well: somebody wrote that it is to stand there. */
function isOpen(observation: Observation, field: UserMetricField): boolean {
  return !(field in observation.known) && !isWithheld(observation, field);
}

function workOut({ at, status, action, features, session }: UserHere): Partial<Derived> {
  const isStatusKnown = status?.at === at;
  const areFeaturesShown = features.active?.at === at || (session?.features?.length ?? 0) > 0;
  const areActionsShown = action.text !== undefined || action.time !== undefined;
  return {
    sessionDuration: session && toDuration(session),
    // What was never shown is not counted as none.
    ...(session && areFeaturesShown ? workOutFeatures(session, isStatusKnown) : {}),
    eventsTriggered: session && areActionsShown ? toActionCount(session) : undefined,
    isActive: isStatusKnown ? status.is === "active" : undefined,
    lastActionTime: action.noticedAt === undefined ? undefined : toTime(action.noticedAt),
  };
}

/** Where the start was not seen, what is told is too little, but never nothing. */
function toDuration({ isStartSeen, lengthMs }: SessionState): number | undefined {
  return isStartSeen || lengthMs > 0 ? toMinutes(lengthMs) : undefined;
}

function toActionCount({ actions, sights }: SessionState): number | undefined {
  return actions > 0 || sights > 1 ? actions : undefined;
}

function workOutFeatures(
  { features, isStartSeen, sights, activeMs }: SessionState,
  isStatusKnown: boolean,
): Partial<Derived> {
  if (features === undefined) return {};
  const areNamesKnown = isStartSeen || sights > 1;
  // Of whom nobody knows when they are active no time is seen, however much there is.
  const areTimesKnown = activeMs > 0 || (isStartSeen && isStatusKnown);
  const times = features.map(([name, ms]) => [name, toMinutes(ms)] as const);
  return {
    featuresUsed: areNamesKnown ? features.map(([name]) => name) : undefined,
    featureTime: areTimesKnown ? Object.fromEntries(times) : undefined,
  };
}
