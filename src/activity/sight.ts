import { createHash } from "node:crypto";
import { believe } from "../metric/clock.ts";
import { maxKeys } from "../metric/details.ts";
import { isWithheld, type Observation } from "../metric/observation.ts";
import type { UserMetric } from "../metric/user-metric.ts";

/** What one row says of one user's activity. Times are milliseconds since 1970; what was not seen is undefined. */
export interface Sight {
  userId: string;
  /** As the row has it: masked, hashed or empty where privacy says so. */
  userName: string;
  at: number;
  /** Whether `at` is the row's own time rather than that of the run. */
  hasOwnTime: boolean;
  sessionMs: number | undefined;
  /** Fields that privacy leaves out: neither a row nor an event may say by another way what they would. */
  hides: { session: boolean; status: boolean; actionTime: boolean };
  isActive: boolean | undefined;
  /** The fingerprint of its text. */
  lastAction: string | undefined;
  lastActionTime: number | undefined;
  activeFeature: string | undefined;
  featuresUsed: string[] | undefined;
}

/** `observedAt` is the ISO time of the run. */
export function toSight(observation: Observation, observedAt: string): Sight {
  const { userId, userName = "" } = observation.known;
  const { timestamp, sessionDuration, isActive, lastAction, lastActionTime, ...shown } = withoutDefaults(observation);
  const at = Date.parse(timestamp === undefined ? observedAt : believe(timestamp, observedAt));
  const { activeFeature } = shown;

  return {
    userId,
    userName,
    at,
    hasOwnTime: timestamp !== undefined,
    // However long a screen says: no session began before 1970, and no time before it can be written.
    sessionMs: sessionDuration === undefined ? undefined : Math.min(sessionDuration * 60_000, at),
    hides: {
      session: isWithheld(observation, "sessionDuration"),
      status: isWithheld(observation, "isActive"),
      actionTime: isWithheld(observation, "lastActionTime"),
    },
    isActive,
    lastAction: lastAction === undefined ? undefined : toFingerprint(lastAction),
    lastActionTime: lastActionTime === undefined ? undefined : Date.parse(lastActionTime),
    activeFeature: activeFeature !== undefined && isFeatureName(activeFeature) ? activeFeature : undefined,
    featuresUsed: shown.featuresUsed?.filter(isFeatureName).slice(0, maxKeys),
  };
}

/** What stands in for a field was not seen. */
function withoutDefaults({ known, missing }: Observation): Partial<UserMetric> {
  return Object.fromEntries(Object.entries(known).filter(([field]) => !(field in missing)));
}

/** Enough to tell one text from the next; what it says, and how long it is, is not kept. */
export function toFingerprint(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 11);
}

/** Longer texts are none, and a record with this key is refused by every hub. */
function isFeatureName(text: string): boolean {
  return text.length <= 256 && text !== "__proto__";
}
