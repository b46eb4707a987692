import { z } from "zod";
import { timeSpan } from "../duration.ts";

/** The `activity:` section of the config file. */
export const activityOptions = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .meta({ description: "Work out what screens do not say, and tell events; false passes rows on as they were read" }),
  sessionIdle: timeSpan
    .prefault("30m")
    .meta({ description: "A session that the screen does not tell is over when its user was not active for so long" }),
  goneAfter: z
    .int()
    .positive()
    .default(3)
    .meta({ description: "A user is gone after so many complete runs in a row without them" }),
  holdShare: z.number().min(0).max(1).default(0.5).meta({
    description: "Hold and warn where more than this share of 5 users or more vanishes at once; 1 never holds",
  }),
  forgetAfter: timeSpan
    .prefault("30d")
    .meta({ description: "How long users are remembered who are not seen any more; later they are new" }),
});

export type ActivityOptions = z.infer<typeof activityOptions>;
