import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { toCursorText } from "../../metric/cursor.ts";
import { behindOf, hasNews, oncePerBatch, type Batch, type Entry, type Place } from "../batch.ts";
import { follow } from "../reader.ts";
import { askedLastEventId } from "./since.ts";
import { defineTransport, type TransportContext } from "./transport.ts";

/** Server-sent events: one user a message, each with its cursor as `id`, so that an `EventSource` resumes by itself. */
export const sse = defineTransport({
  name: "sse",

  async mount(app, context) {
    const streams = new Set<() => void>();
    const open = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const ending = new AbortController();
      const end = (): void => {
        ending.abort();
        // A reader that takes nothing would not come to the end.
        if (reply.raw.writableNeedDrain) reply.raw.destroy();
      };
      streams.add(end);
      const unwatch = context.access.watch(request.principal, end);
      count(reply, context);
      reply.raw.once("close", () => {
        ending.abort();
        unwatch();
        streams.delete(end);
      });

      const from = await context.hub.startFrom(askedLastEventId(request));
      return reply.headers(streamHeaders).send(openEventStream(context, from, ending.signal));
    };

    for (const path of ["/api/stream", "/stream"]) {
      const config = { needs: ["read"], takesTicket: true, staysOpen: true } as const;
      // A HEAD request would read a stream that never ends.
      app.get(path, { exposeHeadRoute: false, config }, open);
    }
    app.addHook("preClose", async () => {
      for (const end of streams) end();
    });
  },
});

const streamHeaders = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  // nginx would hold messages back until its buffer is full.
  "x-accel-buffering": "no",
};

/** A reader that takes nothing of what it is given, heartbeats included, is dropped as any other is. */
function count({ raw }: FastifyReply, { telemetry }: TransportContext): void {
  let ended: "went" | "dropped" = "went";
  telemetry.reader("sse", "came");
  raw.once("timeout", () => void (ended = "dropped"));
  raw.once("close", () => telemetry.reader("sse", ended));
}

function openEventStream(context: TransportContext, from: Place, signal: AbortSignal): Readable {
  const { hub, telemetry, heartbeatMs, now, log } = context;
  let wanted = Promise.withResolvers<void>();
  // Nothing is read ahead: what waits for a slow reader would be old when it gets there.
  const stream = new Readable({ highWaterMark: 0, read: () => wanted.resolve() });
  signal.addEventListener("abort", () => wanted.resolve(), { once: true });
  stream.push(`retry: ${toRetryMs()}\n\n`);

  const give = (batch: Batch): Promise<void> | undefined => {
    const text = hasNews(batch) ? messagesOf(batch) : heartbeatOf(batch, { at: now(), behind: behindOf(batch, hub) });
    telemetry.sent("sse", Math.max(1, batch.entries.length), text.length);
    wanted = Promise.withResolvers();
    stream.push(text);
    return stream.readableFlowing ? undefined : wanted.promise;
  };
  follow({ hub, from, signal, give, beatMs: heartbeatMs, transport: "sse", telemetry }).then(
    () => stream.push(null),
    (cause: Error) => {
      log.error("A reader of the event stream was cut off", { cause });
      stream.destroy(cause);
    },
  );
  return stream;
}

/** Readers that lost the hub at the same moment come back one after the other. */
export function toRetryMs(random: () => number = Math.random): number {
  return Math.round(5_000 * (0.8 + 0.4 * random()));
}

function heartbeatOf(batch: Batch, { at, behind }: { at: number; behind: number }): Buffer {
  const data = JSON.stringify({ at: new Date(at).toISOString(), behind });
  return Buffer.from(message("heartbeat", data, idOf(batch, batch.end.seq)));
}

const messagesOf = oncePerBatch((batch) => {
  const messages = batch.entries.map((entry) => messageOf(entry, idOf(batch, entry.seq)));
  // Without an id: until the state comes, the reader stands where it stood, and would be told again.
  if (batch.isReset) messages.unshift("event: reset\ndata: {}\n\n");
  return Buffer.from(messages.join(""));
});

function messageOf(entry: Entry, id: string): string {
  switch (entry.type) {
    case "user":
      return `id: ${id}\ndata: {"metric":${entry.metricJson},"meta":${entry.metaJson}}\n\n`;
    case "left":
      return message("user_left", JSON.stringify({ userId: entry.userId, reason: entry.reason }), id);
    case "event":
      return message("event", `{"event":${entry.eventJson}}`, id);
    case "run":
      return message("run", `{"run":${entry.runJson}}`, id);
    case "gap":
      return message("gap", `{"events":${entry.events}}`, id);
  }
}

function message(event: string, data: string, id: string): string {
  return `event: ${event}\nid: ${id}\ndata: ${data}\n\n`;
}

function idOf({ epoch }: Batch, seq: number): string {
  return toCursorText({ epoch, seq });
}
