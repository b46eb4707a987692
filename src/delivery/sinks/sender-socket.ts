import { once } from "node:events";
import type { ClientRequest, IncomingMessage } from "node:http";
import type { RawData, WebSocket } from "ws";
import { z } from "zod";
import { SinkError } from "../../errors.ts";
import { subprotocol } from "../../metric/wire.ts";
import { authorization, toLabel } from "./endpoint.ts";
import { TooLargeError } from "./parts.ts";
import { pauseMs, toStatusError } from "./status-error.ts";

const answerTimeoutMs = 15_000;
/** Of RFC 6455, section 7.4.1. */
const messageTooBig = 1009;

const ack = z.object({
  type: z.literal("ack"),
  rejected: z.array(
    z.object({ index: z.int().optional(), errors: z.array(z.object({ path: z.string(), msg: z.string() })) }),
  ),
});
type Ack = z.infer<typeof ack>;
const heardFrame = z.discriminatedUnion("type", [ack, z.object({ type: z.literal("hello") })]);

export interface Refusal {
  index: number | undefined;
  reason: string;
}

/** One connection at a time to a receiver of frames, opened when there is something to send. */
export class SenderSocket {
  readonly #address: string;
  readonly #key: string | undefined;
  #socket: WebSocket | undefined;
  /** For the acks of `live-metrics.v1`, which come in the order of the frames. */
  #acks: PromiseWithResolvers<Ack>[] = [];
  /** The receiver lets nobody in who offers a subprotocol. */
  #refusesProtocols = false;
  /** It has greeted, as nobody does who knows the guide only. */
  #greets = false;
  #isV1: boolean | undefined;

  constructor(address: string, key: string | undefined) {
    this.#address = address;
    this.#key = key;
  }

  /** Whether the receiver speaks `live-metrics.v1`, by the last connection to it; undefined before the first. */
  get isV1(): boolean | undefined {
    return this.#isV1;
  }

  /** Resolves when the receiver has the frames, with what it refused of each. Rejects with a SinkError. */
  async send(frames: readonly string[], signal: AbortSignal): Promise<Refusal[][]> {
    const patience = AbortSignal.timeout(answerTimeoutMs);
    try {
      const waiting = AbortSignal.any([signal, patience]);
      const socket = await this.#connected(waiting);
      return await (this.#greets ? this.#sendForAcks(socket, frames, waiting) : sendAndPing(socket, frames, waiting));
    } catch (error) {
      this.#socket?.terminate();
      if (error instanceof SinkError) throw error;
      const cause = patience.aborted ? new Error(`no answer within ${answerTimeoutMs / 1_000} s`) : (error as Error);
      throw toSinkError(toLabel(this.#address), cause);
    }
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || socket.readyState === socket.CLOSED) return;
    socket.close(1000);
    await once(socket, "close", { signal: AbortSignal.timeout(1_000) }).catch(() => socket.terminate());
  }

  async #connected(signal: AbortSignal): Promise<WebSocket> {
    if (this.#socket?.readyState === 1) return this.#socket;
    if (this.#refusesProtocols) return await this.#open([], signal);
    try {
      return await this.#open([subprotocol], signal);
    } catch (error) {
      if ((error as Error).message !== noSubprotocol) throw error;
      this.#refusesProtocols = true;
      return await this.#open([], signal);
    }
  }

  async #open(protocols: string[], signal: AbortSignal): Promise<WebSocket> {
    const { WebSocket: Client } = await import("ws");
    const address = new URL(this.#address);
    if (protocols.length > 0) address.searchParams.set("only", "send");
    const socket = new Client(address, protocols, { headers: authorization(this.#key), perMessageDeflate: false });
    this.#socket = socket;
    this.#greets = false;
    this.#acks = [];
    // What breaks later shows at the next write; without a listener it would end the process.
    socket.on("error", () => {});
    // What one that was given up says late is no answer to another.
    socket.on("message", (data) => this.#socket === socket && this.#hear(data));
    await opened(socket, toLabel(this.#address), signal);
    // Servers choose a subprotocol that they have never heard of. One that knows it greets before it answers this.
    if (socket.protocol === subprotocol) await pinged(socket, signal);
    this.#isV1 = this.#greets;
    return socket;
  }

  async #sendForAcks(socket: WebSocket, frames: readonly string[], signal: AbortSignal): Promise<Refusal[][]> {
    const expected = frames.map(() => Promise.withResolvers<Ack>());
    this.#acks.push(...expected);
    for (const frame of frames) socket.send(frame);
    const acks = await beforeItCloses(socket, Promise.all(expected.map(({ promise }) => promise)), signal);
    return acks.map(({ rejected }) => rejected.map((one) => toRefusal(one, toLabel(this.#address))));
  }

  #hear(data: RawData): void {
    // What is sent to readers is of no concern.
    const { data: heard } = heardFrame.safeParse(parse((data as Buffer).toString()));
    if (heard?.type === "hello") this.#greets = true;
    else if (heard) this.#acks.shift()?.resolve(heard);
  }
}

/** Of `ws`, where a receiver chose none; a browser would go on without one. */
const noSubprotocol = "Server sent no subprotocol";

async function sendAndPing(socket: WebSocket, frames: readonly string[], signal: AbortSignal): Promise<Refusal[][]> {
  for (const frame of frames) socket.send(frame);
  await pinged(socket, signal);
  return frames.map(() => []);
}

async function pinged(socket: WebSocket, signal: AbortSignal): Promise<void> {
  socket.ping();
  await settled(socket, "pong", signal);
}

/** A whole frame that is refused is no matter of what is in it, but of who sent it. */
function toRefusal({ index, errors }: Ack["rejected"][number], label: string): Refusal {
  const reason = errors.map(({ path, msg }) => `${path} ${msg}`.trim()).join("; ");
  if (index !== undefined) return { index, reason };
  throw new SinkError(`${label} takes nothing from this sender: ${reason}`, {
    retryable: true,
    retryAfterMs: pauseMs,
    hint: "Give a key that may send, with --api-key or LIVE_METRICS_API_KEY.",
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A receiver may send its readers what it likes.
    return undefined;
  }
}

/** Waits for the handshake; a receiver that answers it with a status has its reason. */
async function opened(socket: WebSocket, label: string, signal: AbortSignal): Promise<void> {
  const refused = Promise.withResolvers<never>();
  socket.once("unexpected-response", (request: ClientRequest, { statusCode = 0, headers }: IncomingMessage) => {
    refused.reject(toHandshakeError(toStatusError(statusCode, label, headers["retry-after"])));
    request.destroy();
  });
  await Promise.race([settled(socket, "open", signal), refused.promise]);
}

/** Waits for an event of the socket, but no longer than the socket lives or the signal allows. */
async function settled(socket: WebSocket, event: "open" | "pong", signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  // `once` rejects with the socket's own error, which says why it could not connect.
  const happened = once(socket, event, { signal: AbortSignal.any([signal, done.signal]) });
  await beforeItCloses(socket, happened, signal).finally(() => done.abort());
}

/** Nothing was sent yet that could be refused for good. */
function toHandshakeError(error: SinkError): SinkError {
  if (error.retryable) return error;
  const hint = "Check the address: it lets no WebSocket in.";
  return new SinkError(error.message, { retryable: true, retryAfterMs: pauseMs, hint });
}

async function beforeItCloses<Result>(socket: WebSocket, done: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const over = new AbortController();
  const closed = once(socket, "close", { signal: AbortSignal.any([signal, over.signal]) }).then(([code]) => {
    if (code === messageTooBig)
      throw new TooLargeError("The receiver closed the connection: message too big", { retryable: false });
    throw new Error(`the connection was closed (${String(code)})`);
  });
  return await Promise.race([done, closed]).finally(() => over.abort());
}

function toSinkError(label: string, cause: Error): SinkError {
  return new SinkError(`${label} did not take the metrics: ${cause.message}`, {
    retryable: true,
    cause,
    hint: "Check the address, and that the receiver runs.",
  });
}
