import { randomUUID } from "node:crypto";
import { userEvent, type UserEvent } from "../metric/event.ts";
import { toInputErrors } from "../metric/inbound/input-errors.ts";
import { readInbound } from "../metric/inbound/read.ts";
import type { InboundResult, InputError } from "../metric/inbound/shape.ts";
import { meta, type MetricRecord } from "../metric/meta.ts";

/** What one metric or event may weigh, and what one request or frame with many of them may. */
export const intakeLimits = { itemBytes: 64 * 1024, bulkBytes: 1024 * 1024 } as const;

/** One of several that was refused; the others are not held up by it. */
export interface Rejected {
  index: number;
  errors: InputError[];
}

export interface Intake<Item> {
  items: Item[];
  rejected: Rejected[];
}

export interface IntakeContext {
  /** ISO time that stands for a missing timestamp. */
  receivedAt: string;
  /** Names the sender where the record does not. */
  source: string;
}

/** Reads records of any inbound shape; `metas`, where there are any, are in the same order. */
export function readMetrics(
  values: readonly unknown[],
  metas: readonly unknown[],
  context: IntakeContext,
): Intake<MetricRecord> {
  return readEach(values, (value, index) => {
    const result = readMetric(value, metas[index], context);
    return result.ok ? sized(result.record) : result;
  });
}

/** Reads events of the guide's shape; an id, a time and details are made where there are none. */
export function readEvents(values: readonly unknown[], { receivedAt }: IntakeContext): Intake<UserEvent> {
  return readEach(values, (value) => {
    const parsed = inboundEvent.safeParse(value);
    if (!parsed.success) return { ok: false, errors: toInputErrors(parsed.error) };

    const event = { ...parsed.data, timestamp: parsed.data.timestamp ?? receivedAt };
    return sized(event);
  });
}

/** Far more than an event needs, far less than would overflow the stack when it is written. */
const maxDepth = 16;

const inboundEvent = userEvent.extend({
  id: userEvent.shape.id.default(() => randomUUID()),
  data: userEvent.shape.data
    .refine((data) => !isDeeperThan(maxDepth, data), `must not be nested deeper than ${maxDepth}`)
    .default({}),
  timestamp: userEvent.shape.timestamp.optional(),
});

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

function readMetric(value: unknown, sentMeta: unknown, context: IntakeContext): InboundResult {
  if (sentMeta === undefined) return readInbound(value, context);

  const parsed = meta.safeParse(sentMeta);
  if (parsed.success) return readInbound(value, { ...context, meta: parsed.data });

  const errors = toInputErrors(parsed.error);
  return { ok: false, errors: errors.map(({ path, msg, location }) => ({ path: `meta.${path}`, msg, location })) };
}

type Reading<Item> = { ok: true; item: Item } | { ok: false; errors: InputError[] };

function readEach<Item>(
  values: readonly unknown[],
  read: (value: unknown, index: number) => Reading<Item>,
): Intake<Item> {
  const intake: Intake<Item> = { items: [], rejected: [] };
  for (const [index, value] of values.entries()) {
    const reading = read(value, index);
    if (reading.ok) intake.items.push(reading.item);
    else intake.rejected.push({ index, errors: reading.errors });
  }
  return intake;
}

function sized<Item>(item: Item): Reading<Item> {
  if (Buffer.byteLength(JSON.stringify(item)) <= intakeLimits.itemBytes) return { ok: true, item };
  return { ok: false, errors: [{ path: "", msg: "must be at most 64 KB", location: "body" }] };
}
