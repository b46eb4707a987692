import { isWithheld, type Observation } from "../metric/observation.ts";
import type { UserMetric, UserMetricField } from "../metric/user-metric.ts";
import type { ActionState } from "./action.ts";
import { isMeasured, type SessionState } from "./session.ts";
import { toMinutes, toTime } from "./units.ts";
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
  return {
    ...(session ? workOutSession(session, { action, isFeatureShown: features.active?.at === at }) : {}),
    isActive: status?.at === at ? status.is === "active" : undefined,
    lastActionTime: action.noticedAt === undefined ? undefined : toTime(action.noticedAt),
  };
}

/** What was never shown is not counted as none. */
function workOutSession(
  session: SessionState,
  { action, isFeatureShown }: { action: ActionState; isFeatureShown: boolean },
): Partial<Derived> {
  const { features = [], actions, sights } = session;
  const areFeaturesKnown =
    isMeasured(session) && session.features !== undefined && (isFeatureShown || features.length > 0);
  const areActionsShown = action.text !== undefined || action.time !== undefined;
  return {
    sessionDuration: isMeasured(session) ? toMinutes(session.lengthMs) : undefined,
    featuresUsed: areFeaturesKnown ? features.map(([name]) => name) : undefined,
    featureTime: areFeaturesKnown ? Object.fromEntries(features.map(([name, ms]) => [name, toMinutes(ms)])) : undefined,
    eventsTriggered: areActionsShown && (actions > 0 || sights > 1) ? actions : undefined,
  };
}
