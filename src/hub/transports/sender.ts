import type { FastifyInstance } from "fastify";
import type { WebSocket } from "ws";
import { z } from "zod";
import type { Log } from "../../log.ts";
import type { InputError } from "../../metric/inbound/shape.ts";
import type { Ack } from "../../metric/wire.ts";
import { intakeLimits } from "../intake.ts";
import type { FrameBudget } from "../security/rate-limit.ts";
import { sendText } from "./send-text.ts";
import type { TakeIn, TakenIn } from "./take-in.ts";

export type ParseJson = (text: string) => unknown;

interface SenderOptions {
  takeIn: TakeIn;
  parse: ParseJson;
  budget: FrameBudget;
  log: Log;
  /** Whether the client may send at all. */
  isAllowed: boolean;
  /** Whether the client speaks `live-metrics.v1`, and so is told what became of each frame. */
  wantsAcks: boolean;
}

/** The frames that a client may send: those that readers get. */
const inboundFrame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("user_metric"), metric: z.unknown(), meta: z.unknown().optional() }),
  z.object({ type: z.literal("bulk_metrics"), metrics: z.array(z.unknown()), metas: z.array(z.unknown()).default([]) }),
  z.object({ type: z.literal("event"), event: z.unknown() }),
  z.object({ type: z.literal("run"), run: z.unknown() }),
]);

/** Takes in what a socket sends: each frame at once, so that frames share a commit, and the acks in their order. */
export class Sender {
  readonly #socket: WebSocket;
  readonly #options: SenderOptions;
  #answered = Promise.resolve();
  #pendingBytes = 0;
  #isHeldBack = false;
  #refused = 0;

  constructor(socket: WebSocket, options: SenderOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on("message", (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.once("close", () => {
      if (this.#refused > 1)
        options.log.warn("A WebSocket sender left after several frames were refused", { refused: this.#refused });
    });
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (!this.#options.isAllowed && !this.#options.wantsAcks) return this.#turnAway();

    const outcome = this.#takeIn(data, isBinary);
    this.#pendingBytes += data.length;
    this.#holdBack(this.#options.budget.take());
    this.#answered = Promise.all([outcome, this.#answered])
      .then(([ack]) => this.#answer(ack, data.length))
      .catch((cause: unknown) => this.#giveUp(cause));
  }

  async #takeIn(data: Buffer, isBinary: boolean): Promise<Ack> {
    const { isAllowed, parse, takeIn } = this.#options;
    if (!isAllowed) return refusal("is not allowed to send: it may only read");

    const parsed = inboundFrame.safeParse(isBinary ? undefined : parse(data.toString()));
    if (!parsed.success) return refusal("must be a user_metric, bulk_metrics, event or run frame in JSON");
    return toAck(await takeFrame(takeIn, parsed.data));
  }

  async #answer(ack: Ack, bytes: number): Promise<void> {
    if (ack.rejected.length > 0) this.#note(ack);
    // What a sender does not read of its acks keeps it from sending more.
    if (this.#options.wantsAcks) await sendText(this.#socket, JSON.stringify(ack));
    this.#pendingBytes -= bytes;
    this.#readOn();
  }

  #note({ rejected }: Ack): void {
    this.#refused += 1;
    if (this.#refused > 1) return;

    const [first] = rejected;
    const reason = toReason(first!.errors[0]!);
    const problem = first!.index === undefined ? reason : `${rejected.length} refused, the first: ${reason}`;
    this.#options.log.warn("A WebSocket sender's frame was refused", { problem });
  }

  /** A client that would not understand why has to be told by the end of the connection. */
  #turnAway(): void {
    this.#options.log.warn("A WebSocket client sent a frame though it may only read, and was closed");
    this.#socket.close(1008, "This client may read, but not send.");
  }

  /** Without an answer the sender would wait; it comes back and sends again. */
  #giveUp(cause: unknown): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#options.log.error("What a WebSocket sender sent could not be stored", { cause });
    this.#socket.resume();
    this.#socket.close(1011, "The hub could not store this.");
  }

  /** The next frames wait in the sender's socket, not in our memory. */
  #holdBack(waitMs: number): void {
    if (waitMs > 0 && !this.#isHeldBack) {
      this.#isHeldBack = true;
      setTimeout(() => {
        this.#isHeldBack = false;
        this.#readOn();
      }, waitMs).unref();
    }
    if (this.#isHeldBack || this.#pendingBytes > intakeLimits.bulkBytes) this.#socket.pause();
  }

  #readOn(): void {
    if (!this.#isHeldBack && this.#pendingBytes <= intakeLimits.bulkBytes) this.#socket.resume();
  }
}

/** Without the names inside a field: those of features are what was scraped. The ack has all of it. */
function toReason({ path, msg }: InputError): string {
  const [field] = /^(meta\.)?\w*/.exec(path)!;
  return `${field} ${msg}`.trim();
}

function takeFrame(takeIn: TakeIn, frame: z.infer<typeof inboundFrame>): Promise<TakenIn> {
  switch (frame.type) {
    case "user_metric":
      return takeIn.metrics([frame.metric], [frame.meta]);
    case "bulk_metrics":
      return takeIn.metrics(frame.metrics, frame.metas);
    case "event":
      return takeIn.events([frame.event]);
    case "run":
      return takeIn.runs([frame.run]);
  }
}

function toAck({ ids, duplicates, rejected }: TakenIn): Ack {
  return { type: "ack", ids, duplicates, rejected };
}

function refusal(msg: string): Ack {
  return { type: "ack", ids: [], duplicates: 0, rejected: [{ errors: [{ path: "", msg, location: "body" }] }] };
}

/** The same parser as for a request body: it refuses keys that would reach a prototype. */
export function createParser(app: FastifyInstance): ParseJson {
  const parseBody = app.getDefaultJsonParser("error", "error");
  return (text) => {
    let value: unknown;
    void parseBody(undefined as never, text, (error, parsed) => {
      if (!error) value = parsed;
    });
    return value;
  };
}
