import { z } from "zod";
import { details } from "./details.ts";
import { identifier } from "./identifier.ts";
import { instant } from "./instant.ts";
import { verdictNames } from "./verdict.ts";

const count = z.int().nonnegative();

/** One run of one target, as the scraper reports it and the hub passes it on. */
export const runReport = z
  .object({
    target: identifier.meta({ description: "Name of the target in the scraper's config" }),
    verdict: z.enum(verdictNames).meta({ description: "How the run ended" }),
    sentence: z.string().max(4_000).default("").meta({ description: "What happened and what to do, for people" }),
    rows: count.default(0).meta({ description: "Rows that were read" }),
    claimed: count.optional().meta({ description: "The app's own total, where it states one" }),
    evidence: details.default({}).meta({ description: "What the verdict rests on" }),
    startedAt: instant.meta({ description: "When the run began" }),
    endedAt: instant.meta({ description: "When it ended; a later one takes the place of an earlier one" }),
    nextRunAt: instant.optional().meta({ description: "When the next run is due; absent after a single run" }),
    spoolDepth: count.optional().meta({ description: "Metrics that wait at the scraper for delivery" }),
  })
  .meta({ id: "RunReport", description: "One run of one target." });

export type RunReport = z.infer<typeof runReport>;
