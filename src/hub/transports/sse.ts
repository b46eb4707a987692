import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { toCursorText } from "../../metric/cursor.ts";
import { oncePerBatch } from "../batch.ts";
import type { Hub, Start } from "../hub.ts";
import { follow } from "../reader.ts";
import { askedSince } from "./since.ts";
import { defineTransport } from "./transport.ts";

/** Server-sent events: one user a message, each with its cursor as `id`, so that an `EventSource` resumes by itself. */
export const sse = defineTransport({
  name: "sse",

  async mount(app, { hub, heartbeatMs }) {
    const streams = new Set<AbortController>();
    const open = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const ending = new AbortController();
      streams.add(ending);
      reply.raw.once("close", () => {
        ending.abort();
        streams.delete(ending);
      });
      const start = await hub.startFrom(askedCursor(request));
      const text = toEventStream(hub, start, { signal: ending.signal, idleMs: heartbeatMs });
      return reply.headers(streamHeaders).send(Readable.from(text));
    };

    // A HEAD request would read a stream that never ends.
    app.get("/api/stream", { exposeHeadRoute: false }, open);
    app.get("/stream", { exposeHeadRoute: false }, open);
    app.addHook("preClose", async () => {
      for (const stream of streams) stream.abort();
    });
  },
});

const streamHeaders = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  // nginx would hold messages back until its buffer is full.
  "x-accel-buffering": "no",
};

/** The header is newer: an `EventSource` that comes back sends it along with the address it began with. */
function askedCursor(request: FastifyRequest): string | undefined {
  return request.headers["last-event-id"]?.toString() || askedSince(request);
}

async function* toEventStream(
  hub: Hub,
  { position, isReset }: Start,
  { signal, idleMs }: { signal: AbortSignal; idleMs: number },
): AsyncGenerator<string, void> {
  yield "retry: 5000\n\n";
  if (isReset) yield "event: reset\ndata: {}\n\n";
  for await (const batch of follow({ hub, from: position, signal, idleMs })) yield messagesOf(batch);
}

const messagesOf = oncePerBatch(({ epoch, changes, end }) => {
  // An id without data moves the reader's cursor and says nothing else: heartbeat and opening of an idle stream.
  if (changes.length === 0) return `:\nid: ${toCursorText({ epoch, seq: end.seq })}\n\n`;

  return changes
    .map((change) => {
      const id = toCursorText({ epoch, seq: change.seq });
      if (change.type === "event") return `event: event\nid: ${id}\ndata: {"event":${change.eventJson}}\n\n`;
      return `id: ${id}\ndata: {"metric":${change.metricJson},"meta":${change.metaJson}}\n\n`;
    })
    .join("");
});
