import type { MetricRecord, Meta } from "../metric/meta.ts";
import type { UserMetric } from "../metric/user-metric.ts";

/** What one frame brings: records in the order sent, and the position in the sender's history after it. */
export interface Incoming {
  records: MetricRecord[];
  cursor: string | undefined;
}

type Json = Record<string, unknown>;

/** Reads a frame of the guide or of the hub. What is neither, or names no user and time, brings nothing. */
export function readFrame(text: string): Incoming {
  const frame = parseObject(text);
  const cursor = typeof frame.cursor === "string" ? frame.cursor : undefined;
  if (frame.type === "user_metric") return { records: toRecords([frame.metric], [frame.meta]), cursor };
  if (frame.type === "bulk_metrics")
    return { records: toRecords(toArray(frame.metrics), toArray(frame.metas)), cursor };

  return { records: [], cursor };
}

function toRecords(metrics: unknown[], metas: unknown[]): MetricRecord[] {
  return metrics.map((metric, index) => toRecord(metric, metas[index])).filter((record) => record !== undefined);
}

const neutral = {
  userName: "",
  email: "",
  company: "",
  sessionDuration: 0,
  pageViews: 0,
  clickCount: 0,
  scrollDepth: 0,
  featuresUsed: [] as string[],
  activeFeature: "",
  featureTime: {},
  eventsTriggered: 0,
  queriesRun: 0,
  reportsCreated: 0,
  dashboardsViewed: 0,
  isActive: false,
  lastAction: "",
} satisfies Omit<UserMetric, "userId" | "timestamp" | "lastActionTime">;

/** The hub's metrics are whole. A sender that knows only the guide may leave fields out: those are missing, not zero. */
function toRecord(sent: unknown, sentMeta: unknown): MetricRecord | undefined {
  if (!isObject(sent) || typeof sent.userId !== "string" || sent.userId === "" || !isTime(sent.timestamp))
    return undefined;

  const meta = toMeta(sentMeta);
  const metric: Json = { ...sent };
  const expected = { ...neutral, lastActionTime: sent.timestamp };
  for (const [field, value] of Object.entries(expected)) {
    if (field === "lastActionTime" ? isTime(sent[field]) : isSameKind(sent[field], value)) continue;
    metric[field] = value;
    meta.missing[field] = "not sent";
  }
  return { metric: metric as UserMetric, meta };
}

function toMeta(sent: unknown): Meta {
  const meta = isObject(sent) ? sent : {};
  return {
    id: typeof meta.id === "string" ? meta.id : "",
    source: typeof meta.source === "string" ? meta.source : "",
    missing: isObject(meta.missing) ? { ...(meta.missing as Record<string, string>) } : {},
    derived: toArray(meta.derived) as string[],
  };
}

function parseObject(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    // A server of somebody else may send what it likes; only frames are for us.
    return {};
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSameKind(value: unknown, example: unknown): boolean {
  return typeof value === typeof example && value !== null && Array.isArray(value) === Array.isArray(example);
}

function isTime(value: unknown): value is string {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

function toArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
