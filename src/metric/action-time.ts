import type { Meta } from "./meta.ts";

/** What “active now” means: less than this since the last action. */
export const activeWindowMs = 60_000;

/**
 * Whether the time of the last action says if a user is active. One that was worked out gives way to `isActive` where
 * the screen shows that: what is derived never goes before what was seen.
 */
export function isJudgedByActionTime({ missing, derived }: Pick<Meta, "missing" | "derived">): boolean {
  if ("lastActionTime" in missing) return false;
  const isShown = (field: string): boolean => !(field in missing) && !derived.includes(field);
  return isShown("lastActionTime") || !isShown("isActive");
}
