import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { toCursorText } from "../../metric/cursor.ts";
import type { InputError } from "../../metric/inbound/shape.ts";
import { intakeLimits } from "../intake.ts";
import { askedSince } from "./since.ts";
import { toStateAnswer } from "./state-answer.ts";
import { createTakeIn, type TakeIn, type TakenIn } from "./take-in.ts";
import { defineTransport, type TransportContext } from "./transport.ts";

/** The guide's REST calls. Polling is a GET with the cursor of the answer before. */
export const rest = defineTransport({
  name: "rest",

  async mount(app, context) {
    const takeIn = createTakeIn(context, "rest");
    app.get("/api/metrics", { config: { needs: ["read"] } }, (request, reply) => answerState(context, request, reply));
    mountMetrics(app, takeIn);
    mountEvents(app, takeIn);
  },
});

/** The guide polls at `/metrics` too, a path shared with readers of another format: so it must be asked for. */
export function asksForJson({ headers }: FastifyRequest): boolean {
  return /\bapplication\/([\w.-]+\+)?json\b/i.test(headers.accept ?? "");
}

/** Answers with the state, or with what changed since the cursor in `?since=`. */
export async function answerState(
  context: TransportContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { hub } = context;
  const start = await hub.startFrom(askedSince(request));
  // For one address: what it answers depends on the cursor in it, and on how far the hub is.
  const etag = `W/"${toCursorText(hub.cursor)}"`;
  reply.header("etag", etag).header("cache-control", "private, no-cache").header("vary", varyOf(reply));
  if (isKnown(request, etag)) return reply.code(304).send();

  reply.type("application/json; charset=utf-8");
  // Not read only to be thrown away; and a body that is a stream has no length that could be told wrong.
  if (request.method === "HEAD") return reply.send(Readable.from([]));
  // Nothing is read ahead of the client.
  return reply.send(Readable.from(counted(toStateAnswer(start, context), context), { highWaterMark: 0 }));
}

/** What an answer depends on besides the address: CORS may have named something already. */
function varyOf(reply: FastifyReply): string {
  return [reply.getHeader("vary"), "Accept"].filter((name) => name !== undefined).join(", ");
}

function isKnown({ headers }: FastifyRequest, etag: string): boolean {
  const known = headers["if-none-match"]?.split(",").map((text) => text.trim()) ?? [];
  return known.includes(etag) || known.includes("*");
}

async function* counted(
  pieces: AsyncIterable<Buffer | string>,
  { telemetry, log }: TransportContext,
): AsyncGenerator<Buffer | string, void> {
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      bytes += Buffer.byteLength(piece);
      yield piece;
    }
    telemetry.sent("polling", 1, bytes);
  } catch (cause) {
    // The answer has begun, so all the client sees is that it breaks off.
    log.error("An answer with the state was cut off", { cause });
    throw cause;
  }
}

function mountMetrics(app: FastifyInstance, takeIn: TakeIn): void {
  app.post("/api/metrics", takes(intakeLimits.itemBytes), async ({ body }, reply) => {
    if (Array.isArray(body)) return refuse(reply, [problem("", "must be one record; many go to /api/metrics/bulk")]);

    return answerOne(reply, await takeIn.metrics([body]));
  });

  app.post("/api/metrics/bulk", takes(intakeLimits.bulkBytes), async ({ body }, reply) => {
    const metrics = listIn(body, "metrics");
    const metas = listIn(body, "metas");
    if (!metrics) return refuse(reply, [problem("metrics", "must be a list")]);
    if (!metas && has(body, "metas")) return refuse(reply, [problem("metas", "must be a list")]);

    return answerMany(reply, await takeIn.metrics(metrics, metas));
  });
}

function mountEvents(app: FastifyInstance, takeIn: TakeIn): void {
  app.post("/api/events", takes(intakeLimits.bulkBytes), ({ body }, reply) =>
    answerOneOrMany(reply, { body, name: "events", take: (events) => takeIn.events(events) }),
  );
}

interface OneOrMany {
  body: unknown;
  /** Of a list in the body. */
  name: string;
  take: (values: readonly unknown[]) => Promise<TakenIn>;
}

/** A body is one item, or many: then what is wrong with one does not cost the others. */
export async function answerOneOrMany(reply: FastifyReply, { body, name, take }: OneOrMany): Promise<unknown> {
  if (!Array.isArray(body) && !has(body, name)) return answerOne(reply, await take([body]));

  const items = listIn(body, name);
  return items ? answerMany(reply, await take(items)) : refuse(reply, [problem(name, "must be a list")]);
}

function takes(bodyLimit: number) {
  return { bodyLimit, config: { needs: ["ingest"] } } as const;
}

function answerOne(reply: FastifyReply, { accepted, duplicates, rejected, cursor }: TakenIn): unknown {
  return rejected[0] ? refuse(reply, rejected[0].errors) : { accepted, duplicates, cursor };
}

function answerMany(reply: FastifyReply, { accepted, duplicates, rejected, cursor }: TakenIn): object {
  const [first] = rejected;
  if (first && first.index === undefined) return refuse(reply, first.errors, 413);
  return { accepted, duplicates, rejected, cursor };
}

/** A body with many is a list itself, or holds one by its name. */
function listIn(body: unknown, name: string): unknown[] | undefined {
  const list = Array.isArray(body) ? (name === "metas" ? undefined : body) : has(body, name) ? body[name] : undefined;
  return Array.isArray(list) ? list : undefined;
}

function has<Name extends string>(body: unknown, name: Name): body is Record<Name, unknown> {
  return typeof body === "object" && body !== null && Object.hasOwn(body, name);
}

function problem(path: string, msg: string): InputError {
  return { path, msg, location: "body" };
}

function refuse(reply: FastifyReply, errors: readonly InputError[], status = 400): FastifyReply {
  return reply.code(status).send({ errors });
}
