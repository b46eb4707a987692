import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { parseDuration } from "../../duration.ts";
import { longestIdentifier } from "../../metric/identifier.ts";
import { explainInput, toInputErrors } from "../../metric/inbound/input-errors.ts";
import type { InputError } from "../../metric/inbound/shape.ts";
import { instant } from "../../metric/instant.ts";
import type { Hub } from "../hub.ts";
import type { PastState, TimeRange } from "../store/store.ts";
import type { TransportContext } from "../transports/transport.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Enough for the longest range; one that is far longer could begin before all times. */
const longestStepMs = 10_000 * 24 * hourMs;
/** More than a chart has pixels for. */
const stepsAtMost = 1_500;
/** States of one user that are looked through for the last one of each step, and what those may weigh together. */
const statesAtMost = 20_000;
const charactersAtMost = 16 * 1024 * 1024;
const eventsAtMost = 1_000;

/** Times as ISO 8601 or epoch milliseconds. */
const moment = z.union(
  [
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
    instant.transform((text) => Date.parse(text)),
  ],
  "must be an ISO 8601 time, or milliseconds since 1970",
);

const step = z
  .string()
  .transform((text) => parseDuration(text) ?? 0)
  .refine((ms) => ms >= minuteMs && ms % minuteMs === 0, 'must be whole minutes, such as "1m" or "1h"')
  .refine((ms) => ms <= longestStepMs, "must be at most 10000d");

const range = z.object({
  from: moment.optional().meta({ description: "ISO 8601 or milliseconds since 1970; an hour before `to`" }),
  to: moment.optional().meta({ description: "The same, not included; now" }),
});
export const historyQuery = range.extend({
  step: step.default(minuteMs).meta({ description: "Whole minutes, such as 1m or 1h, at most 10000d" }),
  user: z.string().max(longestIdentifier).optional().meta({ description: "A userId, for the states of that user" }),
});
export const eventsQuery = range.extend({
  limit: z.coerce.number().int().min(1).max(eventsAtMost).default(100).meta({ description: "How many at most" }),
});

/** What was: for charts and for looking into it. A step in which nothing was observed is absent, not 0. */
export function mountHistory(app: FastifyInstance, { hub, now }: Pick<TransportContext, "hub" | "now">): void {
  const mayRead = { config: { needs: ["read"], takesTicket: true } } as const;

  app.get("/api/history", mayRead, async (request, reply) => {
    const read = readQuery(historyQuery, request.query, now());
    if (!read.ok) return refuse(reply, read.errors);
    const { step: stepMs, user } = read.query;
    const { from, to } = read.range;
    if (to - from > stepsAtMost * stepMs) {
      const least = Math.ceil((to - from) / stepsAtMost / minuteMs);
      return refuse(reply, [problem("step", `is too short for this range; the shortest is ${least}m`)]);
    }

    // A step is counted whole or not at all.
    const steps = { from: toStep(from, stepMs), to, stepMs };
    const head = JSON.stringify({ from: toIso(steps.from), to: toIso(to), stepSeconds: stepMs / 1_000 }).slice(0, -1);
    const found = user === undefined ? await readSteps(hub, steps) : await readStates(hub, user, steps);
    return sendJson(reply, `${head},${found}}`);
  });

  app.get("/api/events", mayRead, async (request, reply) => {
    const read = readQuery(eventsQuery, request.query, now());
    if (!read.ok) return refuse(reply, read.errors);
    const { limit } = read.query;
    const events = await hub.eventsBetween(read.range, limit + 1);
    return sendJson(reply, `{"events":[${events.slice(0, limit).join(",")}]${moreIf(events.length > limit)}}`);
  });
}

type ReadQuery<Query> = { ok: true; query: Query; range: TimeRange } | { ok: false; errors: InputError[] };

/** The last hour, unless it is said otherwise. */
function readQuery<Query extends z.output<typeof range>>(
  schema: z.ZodType<Query>,
  asked: unknown,
  now: number,
): ReadQuery<Query> {
  const parsed = schema.safeParse(asked, { error: explainInput });
  if (!parsed.success) return { ok: false, errors: toInputErrors(parsed.error, "query") };

  const { to = now, from = to - hourMs } = parsed.data;
  if (from >= to) return { ok: false, errors: [problem("from", "must be before to")] };
  return { ok: true, query: parsed.data, range: { from, to } };
}

function problem(path: string, msg: string): InputError {
  return { path, msg, location: "query" };
}

function refuse(reply: FastifyReply, errors: readonly InputError[]): FastifyReply {
  return reply.code(400).send({ errors });
}

function sendJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.type("application/json; charset=utf-8").send(text);
}

function moreIf(isMore: boolean): string {
  return isMore ? ',"more":true' : "";
}

type Steps = TimeRange & { stepMs: number };

async function readSteps(hub: Hub, { stepMs, ...range }: Steps): Promise<string> {
  const counts = await hub.minutes(range, stepMs);
  return `"steps":${JSON.stringify(counts.map((step) => Object.assign(step, { at: toIso(step.at) })))}`;
}

/** The last state of each step, oldest first. */
async function readStates(hub: Hub, user: string, { stepMs, ...range }: Steps): Promise<string> {
  const states = new Map<number, string>();
  let read = 0;
  let size = 0;
  let isMore = false;
  // Newest first: the first one of a step is the last that it had.
  for await (const state of hub.pastStates(user, range)) {
    isMore = read === statesAtMost || size > charactersAtMost;
    if (isMore) break;
    read += 1;
    const step = toStep(state.at, stepMs);
    if (states.has(step)) continue;
    const text = toStateText(state);
    states.set(step, text);
    size += text.length;
  }
  return `"states":[${[...states.values()].toReversed().join(",")}]${moreIf(isMore)}`;
}

function toStateText({ at, metricJson, metaJson }: PastState): string {
  if (metricJson === undefined) return `{"at":"${toIso(at)}","left":true}`;
  return `{"at":"${toIso(at)}","metric":${metricJson},"meta":${metaJson}}`;
}

function toStep(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs;
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}
