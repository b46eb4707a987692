import { z } from "zod";
import { actionState } from "./action.ts";
import { featureState } from "./feature.ts";
import { sessionState } from "./session.ts";

const here = z.object({
  type: z.literal("here"),
  /** As the last row had it, by its privacy. */
  name: z.string(),
  /** When the user was last seen. */
  at: z.number(),
  /** Complete runs in a row without the user. */
  missedRuns: z.int(),
  /** Vanished together with too many others. */
  isHeld: z.boolean(),
  /** As last known, and when that was. */
  status: z.object({ is: z.enum(["active", "idle"]), at: z.number() }).optional(),
  /** When the screen last said that the user is active. */
  seenActiveAt: z.number().optional(),
  action: actionState,
  features: featureState,
  session: sessionState.optional(),
});

/** Remembered, so that whoever comes back is not taken for a new user. */
const gone = z.object({ type: z.literal("gone"), at: z.number() });

export const userState = z.discriminatedUnion("type", [here, gone]);

export type UserState = z.infer<typeof userState>;
export type UserHere = z.infer<typeof here>;
