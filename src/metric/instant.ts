import { z } from "zod";

/** A time as it is on the wire; the fraction of a second may be as fine as its sender likes, within reason. */
export const instant = z.iso
  .datetime({ offset: true, error: "must be an ISO 8601 time such as 2026-11-23T12:00:00Z" })
  .max(64, "must be at most 64 characters long");
