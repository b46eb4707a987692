import { believe } from "../clock.ts";
import { inboundShapes } from "./index.ts";
import type { MetricRecord } from "../meta.ts";
import type { InboundContext, InboundResult, InboundShape } from "./shape.ts";

/** Reads one record of any shape that shows itself into a whole metric, or says what is wrong with it. Never throws. */
export function readInbound(value: unknown, context: InboundContext): InboundResult {
  if (!isRecord(value)) return noRecord;

  const shape = Object.values<InboundShape>(inboundShapes).find((candidate) => candidate.recognises?.(value));
  return shape
    ? readAs(shape, value, context)
    : refuse("userId", "is required (or user_id in a scraper-shaped record)");
}

/** Reads one record of the shape given into a whole metric, or says what is wrong with it. Never throws. */
export function readAs(shape: InboundShape, value: unknown, context: InboundContext): InboundResult {
  if (!isRecord(value)) return noRecord;

  const result = shape.read(value, context);
  if (!result.ok) return result;

  return { ok: true, ...notAhead(result.record, context.receivedAt) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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

const noRecord = refuse("", "must be an object");
