import { randomUUID } from "node:crypto";
import { z } from "zod";
import { hasFewKeys, tooManyKeys } from "../details.ts";
import { identifier } from "../identifier.ts";
import { instant } from "../instant.ts";
import { toMetricRecord, type Observation } from "../observation.ts";
import { featureNames, type UserMetric, type UserMetricField } from "../user-metric.ts";
import { explainInput, toInputErrors } from "./input-errors.ts";
import { defineInboundShape } from "./shape.ts";

const noNumber = "must be a number or a numeric string";
const numeric = z
  .union(
    [
      z.number(),
      z
        .string()
        .trim()
        .regex(/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i)
        .transform(Number),
    ],
    noNumber,
  )
  .refine((value) => Number.isFinite(value), noNumber)
  .refine((value) => value >= 0, "must not be negative");
const noId = "must be a non-empty string or a number";
/** Beyond the largest exact number two that were sent as different ones may be read as the same. */
const userId = z
  .union([z.string().trim().min(1, noId), z.number()], noId)
  .refine(
    (id) => typeof id === "string" || Math.abs(id) <= Number.MAX_SAFE_INTEGER,
    "must be a string: it is too large for a number",
  )
  .transform(String)
  .pipe(identifier);
const emailAddress = z.email("must be an e-mail address");

/** What an own scraper sends: the guide's snake_case names, any of them absent but `user_id`. `null` is absent. */
export const scraperRecord = z
  .object({
    name: z.string(),
    email: z.union([z.literal("").transform(() => undefined), emailAddress], "must be an e-mail address"),
    company: z.string(),
    timestamp: instant,
    session_time_minutes: numeric,
    pages_viewed: numeric,
    clicks: numeric,
    scroll_depth: numeric.refine((value) => value <= 100, "must be at most 100"),
    features_accessed: featureNames,
    current_feature: z.string(),
    feature_time: z.record(z.string(), numeric).refine(hasFewKeys, tooManyKeys),
    events_triggered: numeric,
    queries_run: numeric,
    reports_created: numeric,
    dashboards_viewed: numeric,
    is_currently_active: z.boolean(),
    last_action: z.string(),
    last_action_timestamp: instant,
  })
  .partial()
  .extend({ user_id: userId });

const compiled = z.compile(scraperRecord);

type ScraperField = keyof z.infer<typeof scraperRecord>;

const fieldOf = {
  user_id: "userId",
  name: "userName",
  email: "email",
  company: "company",
  timestamp: "timestamp",
  session_time_minutes: "sessionDuration",
  pages_viewed: "pageViews",
  clicks: "clickCount",
  scroll_depth: "scrollDepth",
  features_accessed: "featuresUsed",
  current_feature: "activeFeature",
  feature_time: "featureTime",
  events_triggered: "eventsTriggered",
  queries_run: "queriesRun",
  reports_created: "reportsCreated",
  dashboards_viewed: "dashboardsViewed",
  is_currently_active: "isActive",
  last_action: "lastAction",
  last_action_timestamp: "lastActionTime",
} as const satisfies Record<ScraperField, UserMetricField>;

/** The guide's scraper-shaped record; see `docs/protocol.md` for the names beyond the guide's own examples. */
export const scraper = defineInboundShape({
  name: "scraper",

  recognises: (record) => "user_id" in record,

  read(record, { receivedAt, source, meta }) {
    const present = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
    const parsed = compiled.safeParse(present, { error: explainInput });
    if (!parsed.success) return { ok: false, errors: toInputErrors(parsed.error) };

    const provenance = { id: meta?.id ?? randomUUID(), source: meta?.source ?? source, observedAt: receivedAt };
    return { ok: true, record: toMetricRecord(toObservation(parsed.data), provenance) };
  },
});

function toObservation(record: z.infer<typeof scraperRecord>): Observation {
  const known: Partial<UserMetric> = {};
  const missing: Observation["missing"] = {};
  for (const [sent, field] of Object.entries(fieldOf) as [ScraperField, UserMetricField][]) {
    if (record[sent] === undefined) missing[field] = `${sent} was not sent`;
    else Object.assign(known, { [field]: record[sent] });
  }

  return { known: known as Observation["known"], missing };
}
