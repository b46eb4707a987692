import { z } from "zod";
import { featuresOfPages } from "./features.ts";
import { definePartialShape } from "./partial.ts";
import { email, moment, numeric, percent, seconds, userId } from "./values.ts";

const note = (description: string) => ({ description });

const record = z.object({
  userId: userId.meta(note("A string or a number; the one name that must be there")),
  userName: z.string().nullish(),
  email: email.nullish(),
  company: z.string().nullish(),
  timestamp: moment.nullish().meta(note("Beyond the guide's script. ISO 8601, or seconds or milliseconds since 1970")),
  sessionDuration: seconds.nullish().meta(note("Seconds, divided by 60")),
  pageviews: numeric.nullish(),
  events: z
    .array(z.unknown())
    .transform((events) => events.length)
    .nullish()
    .meta(note("A list: its length. Google Analytics has no count of clicks, so `clickCount` is at most so many")),
  maxScrollDepth: percent.nullish().meta(note("0 to 100")),
  pagePaths: featuresOfPages
    .nullish()
    .meta(note("Paths or addresses: the first segment of each, decoded, each name once")),
  currentPage: z.string().nullish(),
  lastEvent: z.string().nullish(),
  lastEventTime: moment.nullish().meta(note("Beyond the guide's script. As `timestamp`")),
});

/** What the guide's `mapGoogleAnalyticsToMetrics` takes; see `docs/import.md`. */
export const googleAnalytics = definePartialShape({
  record,
  fields: {
    userId: ["userId"],
    userName: ["userName"],
    email: ["email"],
    company: ["company"],
    timestamp: ["timestamp"],
    sessionDuration: ["sessionDuration"],
    pageViews: ["pageviews"],
    clickCount: ["events"],
    scrollDepth: ["maxScrollDepth"],
    featuresUsed: ["pagePaths"],
    activeFeature: ["currentPage"],
    eventsTriggered: ["events"],
    lastAction: ["lastEvent"],
    lastActionTime: ["lastEventTime"],
  },
  derived: ["clickCount", "featuresUsed", "eventsTriggered"],
});
