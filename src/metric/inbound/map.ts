import type { z } from "zod";
import { RecordError } from "../../errors.ts";
import type { MetricRecord } from "../meta.ts";
import type { UserMetric } from "../user-metric.ts";
import { inboundShapes } from "./index.ts";
import { toSentence } from "./input-errors.ts";
import { readAs } from "./read.ts";
import type { InboundShape } from "./shape.ts";

export type GoogleAnalyticsData = z.input<(typeof inboundShapes)["google-analytics"]["record"]>;
export type MixpanelData = z.input<typeof inboundShapes.mixpanel.record>;

export interface MapOptions {
  /** Stands for a time that was not sent, and for one too far ahead of it; the clock's time without it. */
  now?: Date;
  /** What `meta.source` says; the name of the shape without it. */
  source?: string;
}

/**
 * The guide's mapping from Google Analytics: a whole metric, in which what was not sent is neutral. Durations come in
 * seconds and leave in minutes. Throws a RecordError that names each value which is wrong.
 */
export function mapGoogleAnalyticsToMetrics(gaData: GoogleAnalyticsData, options?: MapOptions): UserMetric {
  return mapGoogleAnalyticsToRecord(gaData, options).metric;
}

/** As `mapGoogleAnalyticsToMetrics`, with the meta that says which fields were not sent and which were worked out. */
export function mapGoogleAnalyticsToRecord(gaData: GoogleAnalyticsData, options?: MapOptions): MetricRecord {
  return toRecord("google-analytics", gaData, options);
}

/**
 * The guide's mapping from Mixpanel: a whole metric, in which what was not sent is neutral. Takes lines of Mixpanel's
 * export too; `time` may be seconds, milliseconds or ISO text. Throws a RecordError that names each value which is wrong.
 */
export function mapMixpanelToMetrics(mpData: MixpanelData, options?: MapOptions): UserMetric {
  return mapMixpanelToRecord(mpData, options).metric;
}

/** As `mapMixpanelToMetrics`, with the meta that says which fields were not sent and which were worked out. */
export function mapMixpanelToRecord(mpData: MixpanelData, options?: MapOptions): MetricRecord {
  return toRecord("mixpanel", mpData, options);
}

function toRecord(
  name: "google-analytics" | "mixpanel",
  data: unknown,
  { now = new Date(), source = name }: MapOptions = {},
): MetricRecord {
  const shape: InboundShape = inboundShapes[name];
  const result = readAs(shape, data, { receivedAt: now.toISOString(), source });
  if (result.ok) return result.record;

  throw new RecordError(`A record of ${name} cannot be mapped: ${toSentence(result.errors)}`, {
    errors: result.errors,
  });
}
