import { z } from "zod";
import { hasFewKeys, tooManyKeys } from "../details.ts";
import { distinctFeatures } from "./features.ts";
import { definePartialShape } from "./partial.ts";
import { email, moment, noId, numeric, percent, seconds, userId } from "./values.ts";

const note = (description: string) => ({ description });

const properties = z.object({
  distinct_id: userId.nullish().meta(note("Where Mixpanel's own export has it")),
  $name: z.string().nullish(),
  $email: email.nullish(),
  company: z.string().nullish(),
  time: moment.nullish().meta(note("When the event happened: seconds or milliseconds since 1970, or ISO 8601")),
  session_length: seconds.nullish().meta(note("Seconds, divided by 60")),
  page_view_count: numeric.nullish(),
  click_count: numeric.nullish(),
  scroll_depth: percent.nullish().meta(note("0 to 100")),
  features_used: distinctFeatures.nullish().meta(note("Each name once")),
  current_screen: z.string().nullish(),
  time_per_feature: z
    .record(z.string(), numeric)
    .refine(hasFewKeys, tooManyKeys)
    .nullish()
    .meta(note("Minutes, by feature")),
  queries_run: numeric.nullish(),
  reports_created: numeric.nullish(),
  dashboards_viewed: numeric.nullish(),
  is_active: z.boolean().nullish(),
});

const record = z
  .object({
    distinct_id: userId.nullish().meta(note("A string or a number; this or the next must be there")),
    event_name: z.string().nullish(),
    event: z.string().nullish().meta(note("Where Mixpanel's own export has it")),
    event_count: numeric.nullish(),
    properties: properties.nullish(),
  })
  .refine((sent) => typeof (sent.distinct_id ?? sent.properties?.distinct_id) === "string", {
    path: ["distinct_id"],
    error: noId,
  });

/** What the guide's `mapMixpanelToMetrics` takes, and a line of Mixpanel's export; see `docs/import.md`. */
export const mixpanel = definePartialShape({
  record,
  fields: {
    userId: ["distinct_id", "properties.distinct_id"],
    userName: ["properties.$name"],
    email: ["properties.$email"],
    company: ["properties.company"],
    timestamp: ["properties.time"],
    sessionDuration: ["properties.session_length"],
    pageViews: ["properties.page_view_count"],
    clickCount: ["properties.click_count"],
    scrollDepth: ["properties.scroll_depth"],
    featuresUsed: ["properties.features_used"],
    activeFeature: ["properties.current_screen"],
    featureTime: ["properties.time_per_feature"],
    eventsTriggered: ["event_count"],
    queriesRun: ["properties.queries_run"],
    reportsCreated: ["properties.reports_created"],
    dashboardsViewed: ["properties.dashboards_viewed"],
    isActive: ["properties.is_active"],
    lastAction: ["event_name", "event"],
    lastActionTime: ["properties.time"],
  },
  derived: ["lastActionTime"],
});
