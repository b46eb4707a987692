import { randomUUID } from "node:crypto";
import { z } from "zod";
import { userEvent, type UserEvent } from "../metric/event.ts";
import { believe } from "../metric/clock.ts";
import { explainInput, toInputErrors } from "../metric/inbound/input-errors.ts";
import { readInbound } from "../metric/inbound/read.ts";
import type { InboundResult, InputError } from "../metric/inbound/shape.ts";
import { meta, type Meta } from "../metric/meta.ts";
import { maxRecordBytes, tooLargeRecord } from "../metric/record-size.ts";
import { toIntervalMs, toNextRunAt } from "../metric/run-interval.ts";
import { runReport, type RunReport } from "../metric/run-report.ts";
import { userMetricFields } from "../metric/user-metric.ts";
import { toWritten, type WrittenRecord } from "./written-record.ts";

/** What one metric or event may weigh, and what one request or frame with many of them may weigh and hold. */
export const intakeLimits = { itemBytes: maxRecordBytes, bulkBytes: 1024 * 1024, bulkItems: 5_000 } as const;

/** One of several that was refused; the others are not held up by it. Without an index it is all of them. */
export interface Rejected {
  index?: number;
  errors: InputError[];
}

export interface Intake<Item> {
  items: Item[];
  rejected: Rejected[];
  /** The source of each item with a time too far ahead, which was taken as the time of receipt. */
  clocksAhead: string[];
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
): Intake<WrittenRecord> {
  return readEach(values, (value, index) => {
    const result = readMetric(value, metas[index], context);
    if (!result.ok) return result;

    const item = toWritten(result.record);
    if (isTooLarge(item.metricJson, item.metaJson)) return { ok: false, errors: [tooLarge] };
    return { ok: true, item, ahead: result.isAhead ? item.meta.source : undefined };
  });
}

/** Reads events of the guide's shape; an id, a time and details are made where there are none. */
export function readEvents(values: readonly unknown[], { receivedAt, source }: IntakeContext): Intake<UserEvent> {
  return readEach(values, (value) => {
    const parsed = inboundEvent.safeParse(value, { error: explainInput });
    if (!parsed.success) return { ok: false, errors: toInputErrors(parsed.error) };

    const sentAt = parsed.data.timestamp ?? receivedAt;
    const timestamp = believe(sentAt, receivedAt);
    const event = { ...parsed.data, timestamp };
    if (isTooLarge(JSON.stringify(event))) return { ok: false, errors: [tooLarge] };
    return { ok: true, item: event, ahead: timestamp === sentAt ? undefined : source };
  });
}

/** Reads reports of runs. A run that ends in the future would keep all later ones out. */
export function readRuns(values: readonly unknown[], { receivedAt }: IntakeContext): Intake<RunReport> {
  return readEach(values, (value) => {
    const parsed = runReport.safeParse(value, { error: explainInput });
    if (!parsed.success) return { ok: false, errors: toInputErrors(parsed.error) };

    const startedAt = believe(parsed.data.startedAt, receivedAt);
    const endedAt = believe(parsed.data.endedAt, receivedAt);
    const isAhead = startedAt !== parsed.data.startedAt || endedAt !== parsed.data.endedAt;
    // The sender's clock has to do with when it is, not with how long it waits.
    const nextRunAt = toNextRunAt(startedAt, toIntervalMs(parsed.data));
    const run = { ...parsed.data, startedAt, endedAt, nextRunAt };
    if (isTooLarge(JSON.stringify(run))) return { ok: false, errors: [tooLarge] };
    return { ok: true, item: run, ahead: isAhead ? run.target : undefined };
  });
}

const inboundEvent = userEvent.extend({
  id: userEvent.shape.id.default(() => randomUUID()),
  data: userEvent.shape.data.default({}),
  timestamp: userEvent.shape.timestamp.optional(),
});

const compiledMeta = z.compile(meta);

function readMetric(value: unknown, sentMeta: unknown, context: IntakeContext): InboundResult {
  if (sentMeta === undefined) return readInbound(value, context);

  const parsed = compiledMeta.safeParse(sentMeta, { error: explainInput });
  if (parsed.success) return readInbound(value, { ...context, meta: ofFields(parsed.data) });

  const errors = toInputErrors(parsed.error);
  return {
    ok: false,
    errors: errors.map(({ path, msg, location }) => ({ path: `meta.${path}`.replace(/\.$/, ""), msg, location })),
  };
}

const fields = new Set<string>(userMetricFields);
const isField = (name: string): boolean => fields.has(name);

/** A meta speaks of the fields of a metric, and of nothing else. */
function ofFields(sent: Meta): Meta {
  const { id, source, missing, derived } = sent;
  // Nearly all do, and need no copy.
  if (Object.keys(missing).every(isField) && derived.every(isField)) return sent;

  return {
    id,
    source,
    missing: Object.fromEntries(Object.entries(missing).filter(([name]) => isField(name))),
    derived: derived.filter(isField),
  };
}

/** Each refused record is named, but an answer is not to be many times as long as what it answers. */
const errorsOfRecord = 20;
/** In one answer; beyond it one of each record. */
const errorsInFull = 1_000;

type Reading<Item> = { ok: true; item: Item; ahead: string | undefined } | { ok: false; errors: InputError[] };

function readEach<Item>(
  values: readonly unknown[],
  read: (value: unknown, index: number) => Reading<Item>,
): Intake<Item> {
  const intake: Intake<Item> = { items: [], rejected: [], clocksAhead: [] };
  if (values.length > intakeLimits.bulkItems) return { ...intake, rejected: [{ errors: [tooMany(values.length)] }] };

  let told = 0;
  for (const [index, value] of values.entries()) {
    const reading = read(value, index);
    if (!reading.ok) {
      const errors = reading.errors.slice(0, told < errorsInFull ? errorsOfRecord : 1);
      told += errors.length;
      intake.rejected.push({ index, errors });
    } else {
      intake.items.push(reading.item);
      if (reading.ahead !== undefined) intake.clocksAhead.push(reading.ahead);
    }
  }
  return intake;
}

function tooMany(count: number): InputError {
  const [most, sent] = [intakeLimits.bulkItems, count].map((number) => number.toLocaleString("en-US"));
  return { path: "", msg: `must be at most ${most} at once, and are ${sent}: send them in parts`, location: "body" };
}

/** Of a UTF-16 code unit, in UTF-8. */
const mostBytesOfCharacter = 3;

const tooLarge: InputError = { path: "", msg: tooLargeRecord, location: "body" };

function isTooLarge(...texts: string[]): boolean {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  // Nearly all are far smaller, which is told without looking into them.
  if (characters * mostBytesOfCharacter <= intakeLimits.itemBytes) return false;
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) > intakeLimits.itemBytes;
}
