import { z } from "zod";

/** Something that happened to a user: the guide's shape, plus `id`. */
export const userEvent = z
  .object({
    id: z.string().min(1).meta({ description: "Identifies the event; a repeated id is a repeated delivery" }),
    type: z.string().min(1).meta({ description: "What happened, for example feature_used" }),
    userId: z.string().min(1).meta({ description: "Unique user identifier" }),
    userName: z.string().meta({ description: "Display name" }),
    data: z.record(z.string(), z.unknown()).meta({ description: "Details, by name" }),
    timestamp: z.iso.datetime({ offset: true }).meta({ description: "When it happened" }),
  })
  .meta({ id: "UserEvent", description: "Something that happened to a user." });

export type UserEvent = z.infer<typeof userEvent>;
