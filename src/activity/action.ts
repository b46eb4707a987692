import { z } from "zod";
import type { Sight } from "./sight.ts";

/** What is remembered of a user's last action. */
export const actionState = z.object({
  /** The fingerprint of its text, as last shown. */
  text: z.string().optional(),
  /** Its time, as last shown. */
  time: z.number().optional(),
  /** When its text was first seen, where the screen shows no time. */
  noticedAt: z.number().optional(),
});

export type ActionState = z.infer<typeof actionState>;

/** `since` is the time of the sight before. */
export function advanceAction(
  before: ActionState = {},
  sight: Sight,
  { since = sight.at, isWithinReach }: { since: number | undefined; isWithinReach: boolean },
): { action: ActionState; hasActed: boolean } {
  const hasActed = isNewAction(before, sight, since);
  // After a gap nobody knows when in it the user acted.
  const noticedNow = isWithinReach ? sight.at : undefined;
  const noticedAt = hasActed ? noticedNow : before.noticedAt;
  const isNeeded = sight.lastActionTime === undefined && !sight.hides.actionTime;
  return {
    hasActed,
    action: {
      text: sight.lastAction ?? before.text,
      time: sight.lastActionTime ?? before.time,
      // A clock that was set back would make it a time to come.
      noticedAt: noticedAt !== undefined && isNeeded ? Math.min(noticedAt, sight.at) : undefined,
    },
  };
}

/**
 * A time that was read from “5 min ago” moves on with every run though nobody does anything. So a later time alone is an
 * action only where it lies after the sight before; otherwise the text must be another one too.
 */
function isNewAction(before: ActionState, { lastAction, lastActionTime }: Sight, since: number): boolean {
  const isOtherText = lastAction !== undefined && before.text !== undefined && lastAction !== before.text;
  if (lastActionTime === undefined || before.time === undefined) return isOtherText;
  return lastActionTime > before.time && (isOtherText || lastActionTime > since);
}
