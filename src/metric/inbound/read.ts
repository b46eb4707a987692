import { believe } from "../clock.ts";
import { inboundShapes } from "./index.ts";
import type { MetricRecord } from "../meta.ts";
import type { InboundContext, InboundResult } from "./shape.ts";

/** Reads one record of any known shape into a whole metric, or says what is wrong with it. Never throws. */
export function readInbound(value: unknown, context: InboundContext): InboundResult {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse("", "must be an object");

  const record = value as Record<string, unknown>;
  const shape = inboundShapes.find((candidate) => candidate.recognises(record));
  if (!shape) return refuse("userId", "is required (or user_id in a scraper-shaped record)");

  const result = shape.read(record, context);
  if (!result.ok) return result;

  return { ok: true, ...notAhead(result.record, context.receivedAt) };
}

function notAhead({ metric, meta }: MetricRecord, receivedAt: string): { record: MetricRecord; isAhead: boolean } {
  const timestamp = believe(metric.timestamp, receivedAt);
  const lastActionTime = believe(metric.lastActionTime, receivedAt);
  const isAhead = timestamp !== metric.timestamp || lastActionTime !== metric.lastActionTime;
  return { record: isAhead ? { metric: { ...metric, timestamp, lastActionTime }, meta } : { metric, meta }, isAhead };
}

function refuse(path: string, msg: string): InboundResult {
  return { ok: false, errors: [{ path, msg, location: "body" }] };
}
