import { inboundShapes } from "./index.ts";
import type { InboundContext, InboundResult } from "./shape.ts";

/** A clock this far ahead of ours is not believed: the record takes the time of receipt. */
const toleratedAheadMs = 5 * 60_000;

/** Reads one record of any known shape into a whole metric, or says what is wrong with it. Never throws. */
export function readInbound(value: unknown, context: InboundContext): InboundResult {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse("", "must be an object");

  const record = value as Record<string, unknown>;
  const shape = inboundShapes.find((candidate) => candidate.recognises(record));
  if (!shape) return refuse("userId", "is required (or user_id in a scraper-shaped record)");

  const result = shape.read(record, context);
  if (result.ok) holdBack(result.record.metric, context.receivedAt);
  return result;
}

function holdBack(metric: { timestamp: string; lastActionTime: string }, receivedAt: string): void {
  if (Date.parse(metric.timestamp) - Date.parse(receivedAt) <= toleratedAheadMs) return;

  if (metric.lastActionTime === metric.timestamp) metric.lastActionTime = receivedAt;
  metric.timestamp = receivedAt;
}

function refuse(path: string, msg: string): InboundResult {
  return { ok: false, errors: [{ path, msg, location: "body" }] };
}
