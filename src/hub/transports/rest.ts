import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { toCursorText } from "../../metric/cursor.ts";
import type { InputError } from "../../metric/inbound/shape.ts";
import type { Hub } from "../hub.ts";
import { intakeLimits, readEvents, readMetrics, type IntakeContext } from "../intake.ts";
import { askedSince } from "./since.ts";
import { toStateAnswer } from "./state-answer.ts";
import { defineTransport } from "./transport.ts";

/** The guide's REST calls. Polling is a GET with the cursor of the answer before. */
export const rest = defineTransport({
  name: "rest",

  async mount(app, { hub }) {
    mountState(app, hub);
    mountMetrics(app, hub);
    mountEvents(app, hub);
  },
});

function mountState(app: FastifyInstance, hub: Hub): void {
  app.get("/api/metrics", (request, reply) => answerState(hub, request, reply));
  // The guide polls here; the path is shared with readers of another format, so this one must be asked for.
  app.get("/metrics", (request, reply) => {
    if (/\bapplication\/(\w+\+)?json\b/.test(request.headers.accept ?? "")) return answerState(hub, request, reply);
    return reply.code(404).send({ error: "Ask for JSON here, with Accept: application/json." });
  });
}

async function answerState(hub: Hub, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const start = await hub.startFrom(askedSince(request));
  const etag = `W/"${toCursorText(hub.cursor)}"`;
  reply.header("etag", etag).header("cache-control", "private, no-cache");
  if (request.headers["if-none-match"] === etag) return reply.code(304).send();

  return reply.type("application/json; charset=utf-8").send(Readable.from(toStateAnswer(hub, start)));
}

function mountMetrics(app: FastifyInstance, hub: Hub): void {
  app.post("/api/metrics", { bodyLimit: intakeLimits.itemBytes }, async ({ body }, reply) => {
    const { items, rejected } = readMetrics([body], [], received());
    if (rejected[0]) return refuse(reply, rejected[0].errors);

    return hub.accept(items);
  });

  app.post("/api/metrics/bulk", { bodyLimit: intakeLimits.bulkBytes }, async ({ body }, reply) => {
    const metrics = listIn(body, "metrics");
    const metas = listIn(body, "metas");
    if (!metrics) return refuse(reply, [notAList("metrics")]);
    if (!metas && has(body, "metas")) return refuse(reply, [notAList("metas")]);

    const { items, rejected } = readMetrics(metrics, metas ?? [], received());
    const { accepted, duplicates, cursor } = await hub.accept(items);
    return { accepted, duplicates, rejected, cursor };
  });
}

function mountEvents(app: FastifyInstance, hub: Hub): void {
  app.post("/api/events", { bodyLimit: intakeLimits.bulkBytes }, async ({ body }, reply) => {
    if (!Array.isArray(body) && !has(body, "events")) {
      const { items, rejected } = readEvents([body], received());
      return rejected[0] ? refuse(reply, rejected[0].errors) : hub.acceptEvents(items);
    }

    const events = listIn(body, "events");
    if (!events) return refuse(reply, [notAList("events")]);

    const { items, rejected } = readEvents(events, received());
    const { accepted, duplicates, cursor } = await hub.acceptEvents(items);
    return { accepted, duplicates, rejected, cursor };
  });
}

function received(): IntakeContext {
  return { receivedAt: new Date().toISOString(), source: "rest" };
}

/** A body with many is a list itself, or holds one by its name. */
function listIn(body: unknown, name: string): unknown[] | undefined {
  const list = Array.isArray(body) ? (name === "metas" ? undefined : body) : has(body, name) ? body[name] : undefined;
  return Array.isArray(list) ? list : undefined;
}

function has<Name extends string>(body: unknown, name: Name): body is Record<Name, unknown> {
  return typeof body === "object" && body !== null && Object.hasOwn(body, name);
}

function notAList(path: string): InputError {
  return { path, msg: "must be a list", location: "body" };
}

function refuse(reply: FastifyReply, errors: readonly InputError[]): FastifyReply {
  return reply.code(400).send({ errors });
}
