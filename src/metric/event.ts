import { z } from "zod";
import { details } from "./details.ts";
import { identifier } from "./identifier.ts";
import { instant } from "./instant.ts";

/** Something that happened to a user: the guide's shape, plus `id`. */
export const userEvent = z
  .object({
    id: identifier.meta({ description: "Identifies the event; a repeated id is a repeated delivery" }),
    type: z.string().min(1, "must not be empty").meta({ description: "What happened, for example feature_used" }),
    userId: identifier.meta({ description: "Unique user identifier" }),
    userName: z.string().meta({ description: "Display name" }),
    data: details.meta({ description: "Details, by name" }),
    timestamp: instant.meta({ description: "When it happened" }),
  })
  .meta({ id: "UserEvent", description: "Something that happened to a user." });

export type UserEvent = z.infer<typeof userEvent>;
