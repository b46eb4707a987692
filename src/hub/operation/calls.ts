import { z } from "zod";
import { intakeLimits } from "../intake.ts";
import type { Scope } from "../security/principal.ts";
import { eventsQuery, historyQuery } from "./history.ts";
import { count, list, named, object, text, time, yes, type Schema } from "./schemas.ts";

/** What a call answers with one status. */
export interface Answer {
  description: string;
  /** By media type. */
  content?: Record<string, Schema>;
}

/** One call of the hub, for those who write a client. */
export interface Call {
  summary: string;
  /** One of these scopes lets a caller in; open to all without. */
  needs?: readonly Scope[];
  /** A ticket in the address stands for a key. */
  takesTicket?: true;
  query?: z.ZodObject;
  /** Names of the parts of the path that stand in braces. */
  inPath?: readonly string[];
  body?: Schema;
  /** By status. */
  answers: Readonly<Record<number, Answer>>;
}

function json(schema: Schema, description = "As JSON"): Answer {
  return { description, content: { "application/json": schema } };
}

function plain(mediaType: string, description: string): Answer {
  return { description, content: { [mediaType]: text } };
}

function nothing(description: string): Answer {
  return { description };
}

const refusal = json(named("Refusal"), "Refused, with the reason");
const badQuery = { 400: json(named("Errors"), "What is wrong with the query") };
const tooMany = { 429: json(named("Refusal"), "Too many calls; Retry-After says when to go on") };
const tooManyOpen = { 429: json(named("Refusal"), "The address holds too many streams and WebSockets without a key") };
const unfit = {
  400: json(named("Errors"), "What is wrong with the body"),
  413: json(named("Errors"), "The body is too large, or holds too many"),
  415: json(named("Errors"), "The body is not JSON"),
  503: json(named("Refusal"), "The hub is behind with writing, and took nothing of it"),
};

const received = json(named("Receipt"), "On disk");
const receivedMany = json({ anyOf: [named("Receipt"), named("BulkReceipt")] }, "On disk, but for what is in rejected");
const record = { anyOf: [named("UserMetric"), named("ScraperRecord")] };

function oneOrMany(item: Schema, name: string): Schema {
  return { anyOf: [item, many(item), object({ [name]: many(item) })] };
}

function many(items: Schema): Schema {
  return { ...list(items), maxItems: intakeLimits.bulkItems };
}

const sinceQuery = z.object({ since: z.string().optional().meta({ description: "A cursor, to go on from" }) });
const state = json(named("StateAnswer"), "The state, or what changed since the cursor");

const stream: Call = {
  summary: "Server-sent events: one user a message, each with its cursor as id",
  needs: ["read"],
  takesTicket: true,
  query: sinceQuery.extend({ lastEventId: z.string().optional() }),
  answers: { 200: plain("text/event-stream", "Does not end"), ...tooManyOpen },
};

function socket(also: string): Call {
  return {
    summary: `A WebSocket, where an upgrade is asked for${also}`,
    needs: ["read", "ingest"],
    takesTicket: true,
    query: sinceQuery.extend({
      only: z.literal("send").optional().meta({ description: "Nothing is to be sent back" }),
    }),
    answers: { 101: nothing("Frames, both ways; subprotocol live-metrics.v1 for all of them"), ...tooManyOpen },
  };
}

/** Every call of the hub but the page; a test holds this table against the routes of a hub that runs. */
export const calls: Readonly<Record<string, Call>> = {
  "POST /api/metrics": {
    summary: "Takes one record in",
    needs: ["ingest"],
    body: record,
    answers: { 200: received, ...unfit, ...tooMany },
  },
  "POST /api/metrics/bulk": {
    summary: "Takes many records in; one that is refused does not cost the others",
    needs: ["ingest"],
    body: { anyOf: [many(record), object({ metrics: many(record) }, { metas: list(named("Meta")) })] },
    answers: { 200: json(named("BulkReceipt"), "On disk, but for what is in rejected"), ...unfit, ...tooMany },
  },
  "GET /api/metrics": {
    summary: "The state, or what changed since a cursor",
    needs: ["read"],
    query: sinceQuery,
    answers: { 200: state, 304: nothing("Nothing changed since the ETag that was sent"), ...tooMany },
  },
  "POST /api/events": {
    summary: "Takes events in",
    needs: ["ingest"],
    body: oneOrMany(named("SentEvent"), "events"),
    answers: { 200: receivedMany, ...unfit, ...tooMany },
  },
  "GET /api/events": {
    summary: "Events of a time, newest first, as far as they are kept",
    needs: ["read"],
    takesTicket: true,
    query: eventsQuery,
    answers: { 200: json(object({ events: list(named("UserEvent")) }, { more: yes })), ...badQuery, ...tooMany },
  },
  "GET /api/stream": stream,
  "GET /stream": stream,
  "GET /": socket("; the Live Metrics page without"),
  "GET /ws": socket(""),
  "GET /metrics": {
    summary: "The hub's numbers for Prometheus; the state where Accept names JSON; a WebSocket on upgrade",
    needs: ["read"],
    query: sinceQuery,
    answers: {
      200: { description: "As asked for", content: { "text/plain": text, "application/json": named("StateAnswer") } },
    },
  },
  "GET /api/history": {
    summary: "Counts by time, or with a user the last state of each step; a step without data is absent",
    needs: ["read"],
    takesTicket: true,
    query: historyQuery,
    answers: {
      200: json(
        object(
          { from: time, to: time, stepSeconds: count },
          { steps: list(named("Step")), states: list(named("PastState")), more: yes },
        ),
      ),
      ...badQuery,
    },
  },
  "POST /api/runs": {
    summary: "Takes reports of runs in",
    needs: ["ingest"],
    body: oneOrMany(named("RunReport"), "runs"),
    answers: { 200: receivedMany, ...unfit },
  },
  "GET /api/targets": {
    summary: "The last run of each target, and who sends much that is older than what is known",
    needs: ["read"],
    takesTicket: true,
    answers: { 200: json(object({ targets: list(named("TargetState")), older: list(named("OlderSource")) })) },
  },
  "POST /api/targets/{name}/run": {
    summary: "Runs a target now, where its scraper is in the hub's process",
    needs: ["read"],
    takesTicket: true,
    inPath: ["name"],
    answers: {
      202: json(object({ target: text }), "A run begins, unless one is under way"),
      404: json(named("Refusal"), "No such target"),
      409: json(named("Refusal"), "Its scraper is another process"),
    },
  },
  "POST /api/tickets": {
    summary: "Gives a ticket for one stream, socket or call of a page, within 30 seconds",
    needs: ["read", "ingest"],
    answers: { 200: json(object({ ticket: text, expiresAt: time })) },
  },
  "POST /api/session": {
    summary: "Signs a browser in, by a link for one use or a key that may read",
    body: { anyOf: [object({ token: text }), object({ key: text })] },
    answers: { 204: nothing("Signed in, by Set-Cookie"), 401: refusal },
  },
  "DELETE /api/session": { summary: "Signs a browser out", answers: { 204: nothing("Signed out") } },
  "GET /healthz": { summary: "Says that the process answers", answers: { 200: json(object({ ok: yes })) } },
  "GET /readyz": {
    summary: "Says whether the work goes on; why not, to who may read",
    answers: {
      200: json(named("Readiness"), "The store works, and each target was read well, not too long ago"),
      503: json(named("Readiness"), "It does not go on"),
    },
  },
  "GET /openapi.json": { summary: "This document", answers: { 200: json({ type: "object" }) } },
};

/** What every call answers that is not open to all. */
export const closedAnswers: Readonly<Record<number, Answer>> = { 401: refusal, 403: refusal };
