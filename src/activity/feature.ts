import { z } from "zod";
import { maxKeys } from "../metric/details.ts";
import { toFingerprint, type Sight } from "./sight.ts";

/** What is remembered of the features that a screen showed for a user. */
export const featureState = z.object({
  /** The one in use, as last shown, and when that was; its name is empty where the screen said that it is none. */
  active: z.object({ name: z.string(), at: z.number() }).optional(),
  /** The fingerprints of the list, as last shown with anything in it. */
  listed: z.array(z.string()).max(maxKeys).optional(),
});

export type FeatureState = z.infer<typeof featureState>;

export function advanceFeatures(before: FeatureState | undefined, { at, ...sight }: Sight): FeatureState {
  const active = sight.activeFeature === undefined ? before?.active : { name: sight.activeFeature, at };
  // A list that was not ready yet is empty for a moment; its names are not new when they are back.
  const isWorthKeeping =
    sight.featuresUsed !== undefined && (before?.listed === undefined || sight.featuresUsed.length > 0);
  const listed = isWorthKeeping ? sight.featuresUsed!.map(toFingerprint) : before?.listed;
  return { active, listed };
}

/** The features that the user is now seen to use and was not before; `isFresh` when a session began with this sight. */
export function findUsed(before: FeatureState | undefined, sight: Sight, isFresh: boolean): string[] {
  const { activeFeature = "", featuresUsed = [] } = sight;
  const isOther = before?.active !== undefined && before.active.name !== activeFeature;
  const used = activeFeature !== "" && (isOther || isFresh) ? [activeFeature] : [];
  const listed = before?.listed && new Set(before.listed);
  const added = listed ? featuresUsed.filter((name) => name !== "" && !listed.has(toFingerprint(name))) : [];
  return [...new Set([...used, ...added])];
}
