import { z } from "zod";
import { hasFewKeys, tooManyKeys } from "../details.ts";
import { instant } from "../instant.ts";
import { featureNames } from "../user-metric.ts";
import { definePartialShape } from "./partial.ts";
import { email, numeric, percent, userId } from "./values.ts";

/** What an own scraper sends: the guide's snake_case names, any of them absent but `user_id`. `null` is absent. */
export const scraperRecord = z.object({
  user_id: userId,
  name: z.string().nullish(),
  email: email.nullish(),
  company: z.string().nullish(),
  timestamp: instant.nullish(),
  session_time_minutes: numeric.nullish(),
  pages_viewed: numeric.nullish(),
  clicks: numeric.nullish(),
  scroll_depth: percent.nullish(),
  features_accessed: featureNames.nullish(),
  current_feature: z.string().nullish(),
  feature_time: z.record(z.string(), numeric).refine(hasFewKeys, tooManyKeys).nullish(),
  events_triggered: numeric.nullish(),
  queries_run: numeric.nullish(),
  reports_created: numeric.nullish(),
  dashboards_viewed: numeric.nullish(),
  is_currently_active: z.boolean().nullish(),
  last_action: z.string().nullish(),
  last_action_timestamp: instant.nullish(),
});

/** The guide's scraper-shaped record; see `docs/protocol.md` for the names beyond the guide's own examples. */
export const scraper = definePartialShape({
  recognises: (record) => "user_id" in record,

  record: scraperRecord,
  fields: {
    userId: ["user_id"],
    userName: ["name"],
    email: ["email"],
    company: ["company"],
    timestamp: ["timestamp"],
    sessionDuration: ["session_time_minutes"],
    pageViews: ["pages_viewed"],
    clickCount: ["clicks"],
    scrollDepth: ["scroll_depth"],
    featuresUsed: ["features_accessed"],
    activeFeature: ["current_feature"],
    featureTime: ["feature_time"],
    eventsTriggered: ["events_triggered"],
    queriesRun: ["queries_run"],
    reportsCreated: ["reports_created"],
    dashboardsViewed: ["dashboards_viewed"],
    isActive: ["is_currently_active"],
    lastAction: ["last_action"],
    lastActionTime: ["last_action_timestamp"],
  },
  derived: [],
});
