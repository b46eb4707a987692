import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { parseCursor, toCursorText } from "../../metric/cursor.ts";
import type { HubFrame } from "../../metric/wire.ts";
import { behindOf, hasNews, type Batch } from "../batch.ts";
import { follow } from "../reader.ts";
import { framesFor, toFramed, type Framed } from "./frames.ts";
import { writeFrames } from "./text-frame.ts";
import type { TransportContext } from "./transport.ts";

interface ReaderOptions extends TransportContext {
  /** The connection that carries the WebSocket. */
  connection: Socket;
  isV1: boolean;
  since: string | undefined;
  /** One that only sends, or may only do so, is told nothing of the users. */
  wantsData: boolean;
  /** Notes how many bytes the socket was given. */
  given: (bytes: number) => void;
  signal: AbortSignal;
}

/** Sends until the socket closes. The first frame is on its way when this returns. */
export function sendTo(socket: WebSocket, options: ReaderOptions): void {
  if (options.isV1) socket.send(helloOf(options));
  const sending = options.wantsData ? sendNews(socket, options) : sendBeats(socket, options);
  sending.catch((cause: unknown) => {
    // A socket that breaks while it is written to is an everyday thing; a store that cannot be read is not.
    if (socket.readyState !== socket.OPEN) return;
    options.log.error("A WebSocket reader was cut off", { cause });
    socket.terminate();
  });
}

/** Asks for more only when the system has taken what the socket was given. */
async function sendNews(socket: WebSocket, options: ReaderOptions): Promise<void> {
  const { hub, connection, given, isV1, since, signal, heartbeatMs, telemetry, now } = options;
  const from = await hub.startFrom(since);
  const forms = isV1 ? framesFor.v1 : framesFor.plain;
  let isOpening = true;
  const toSend = (batch: Batch): Framed => {
    isOpening ||= batch.isReset;
    const form = isOpening ? forms.opening : forms.live;
    isOpening &&= !batch.isLevel;
    if (!isV1 || hasNews(batch)) return form(batch);
    return toFramed([heartbeatOf(batch, { at: now(), behind: behindOf(batch, hub) })]);
  };
  const give = (batch: Batch): Promise<void> | undefined => {
    const { messages, bytes } = toSend(batch);
    // After a frame that closes none may follow.
    if (messages === 0 || socket.readyState !== socket.OPEN) return undefined;
    given(bytes.length);
    telemetry.sent("websocket", messages, bytes.length);
    return writeFrames(connection, bytes);
  };
  await follow({ hub, from, signal, give, beatMs: heartbeatMs, transport: "websocket", telemetry });
}

/** For one that takes no data: it must hear that the hub is there all the same. */
async function sendBeats(socket: WebSocket, { hub, isV1, heartbeatMs, signal, now }: ReaderOptions): Promise<void> {
  if (!isV1) return;
  const timer = setInterval(() => {
    const { epoch, seq } = hub.cursor;
    // One that does not take them gets no pile of them.
    if (socket.bufferedAmount === 0) socket.send(heartbeatOf({ epoch, end: { seq } }, { at: now(), behind: 0 }));
  }, heartbeatMs);
  signal.addEventListener("abort", () => clearInterval(timer));
}

/**
 * Says where the client stands before it is sent anything: where it came from, also when it cannot be led on from there,
 * so that it is told so again if this connection ends before `reset`.
 */
function helloOf({ hub, since, heartbeatMs }: ReaderOptions): string {
  const { epoch } = hub.cursor;
  const cursor = toCursorText(parseCursor(since) ?? { epoch, seq: 0 });
  return JSON.stringify({ type: "hello", cursor, heartbeatSeconds: heartbeatMs / 1_000, epoch } satisfies HubFrame);
}

function heartbeatOf(
  { epoch, end: { seq } }: { epoch: string; end: { seq: number } },
  { at, behind }: { at: number; behind: number },
): string {
  const cursor = toCursorText({ epoch, seq });
  return JSON.stringify({ type: "heartbeat", cursor, at: new Date(at).toISOString(), behind } satisfies HubFrame);
}
