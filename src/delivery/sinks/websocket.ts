import { once } from "node:events";
import type { ClientRequest, IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { z } from "zod";
import { SinkError } from "../../errors.ts";
import type { MetricRecord } from "../../metric/meta.ts";
import type { Frame } from "../../metric/wire.ts";
import { defineSink, nothingRejected, type WriteResult } from "../sink.ts";
import { apiKey, authorization, toLabel } from "./endpoint.ts";
import { TooLargeError, writeInHalves } from "./halves.ts";
import { toStatusError } from "./status-error.ts";

const options = z
  .strictObject({
    type: z.literal("websocket"),
    url: z
      .url({ protocol: /^(wss?|https?)$/, error: "must be a ws:// or wss:// address" })
      .meta({ description: "Address of the receiver" }),
    apiKey,
  })
  .meta({ description: "The guide's frames over a WebSocket" });

const answerTimeoutMs = 15_000;

/**
 * Sends the guide's frames as a client. The receiver confirms nothing in that protocol, so a batch counts as delivered
 * when the pong to a ping sent after it comes back: the receiver has read it, which does not mean that it stored it.
 */
export const websocket = defineSink({
  options,

  open({ url, apiKey: key }) {
    const address = url.replace(/^http/, "ws");
    let socket: WebSocket | undefined;

    const connected = async (signal: AbortSignal): Promise<WebSocket> => {
      if (socket?.readyState === 1) return socket;
      const { WebSocket: Client } = await import("ws");
      socket = new Client(address, { headers: authorization(key), perMessageDeflate: false });
      // What breaks later shows at the next write; without a listener it would end the process.
      socket.on("error", () => {});
      await opened(socket, toLabel(address), signal);
      return socket;
    };

    const send = async (records: readonly MetricRecord[], signal: AbortSignal): Promise<WriteResult> => {
      const patience = AbortSignal.timeout(answerTimeoutMs);
      try {
        const open = await connected(AbortSignal.any([signal, patience]));
        open.send(JSON.stringify(toFrame(records)));
        open.ping();
        await settled(open, "pong", AbortSignal.any([signal, patience]));
        return nothingRejected;
      } catch (error) {
        socket?.terminate();
        if (error instanceof SinkError) throw error;
        throw toSinkError(
          toLabel(address),
          patience.aborted ? new Error(`no answer within ${answerTimeoutMs / 1_000} s`) : (error as Error),
        );
      }
    };

    return {
      label: `websocket ${toLabel(address)}`,
      batchSize: 500,
      write: (records, signal) => writeInHalves(records, (part) => send(part, signal)),

      async close() {
        if (socket === undefined || socket.readyState === 3) return;
        socket.close(1000);
        await once(socket, "close", { signal: AbortSignal.timeout(1_000) }).catch(() => socket?.terminate());
      },
    };
  },
});

function toFrame(records: readonly MetricRecord[]): Frame {
  return { type: "bulk_metrics", metrics: records.map(({ metric }) => metric), metas: records.map(({ meta }) => meta) };
}

/** Waits for the handshake; a receiver that answers it with a status has its reason. */
async function opened(socket: WebSocket, label: string, signal: AbortSignal): Promise<void> {
  const refused = Promise.withResolvers<never>();
  socket.once("unexpected-response", (request: ClientRequest, { statusCode = 0, headers }: IncomingMessage) => {
    refused.reject(toStatusError(statusCode, label, headers["retry-after"]));
    request.destroy();
  });
  await Promise.race([settled(socket, "open", signal), refused.promise]);
}

/** Code 1009 of RFC 6455, section 7.4.1. */
const messageTooBig = 1009;

/** Waits for an event of the socket, but no longer than the socket lives or the signal allows. */
async function settled(socket: WebSocket, event: "open" | "pong", signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const waiting = { signal: AbortSignal.any([signal, done.signal]) };
  const closed = once(socket, "close", waiting).then(([code]) => {
    if (code === messageTooBig)
      throw new TooLargeError("The receiver closed the connection: message too big", { retryable: false });
    throw new Error(`the connection was closed (${String(code)})`);
  });
  // `once` rejects with the socket's own error, which says why it could not connect.
  await Promise.race([once(socket, event, waiting), closed]).finally(() => done.abort());
}

function toSinkError(label: string, cause: Error): SinkError {
  return new SinkError(`${label} did not take the metrics: ${cause.message}`, {
    retryable: true,
    cause,
    hint: "Check the address, and that the receiver runs.",
  });
}
