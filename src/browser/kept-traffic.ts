import type { CDPSession, Protocol } from "puppeteer";
import { Newest } from "./newest.ts";
import { matchesAny, matchesUrl } from "./url-pattern.ts";

/**
 * URL patterns of what a page receives and a lease wants to read. What frames of other sites and workers receive is not
 * seen.
 */
export interface KeepOptions {
  /** Of responses to fetch and XHR, and of documents. */
  responses: readonly string[];
  /** Of WebSockets. */
  frames: readonly string[];
}

export interface KeptResponse {
  url: string;
  status: number;
  body: string;
}

/** A text frame that the page received. */
export interface KeptFrame {
  /** Of its WebSocket. */
  url: string;
  body: string;
}

const bounds = { count: 50, size: 20_000_000, sizeOf: ({ body }: { body: string }) => body.length };
const types = new Set<Protocol.Network.ResourceType>(["XHR", "Fetch", "Document"]);
const textFrame = 1;

/** Keeps what the page receives from the moment this is called. */
export async function openKeptTraffic(session: CDPSession, keep: KeepOptions): Promise<KeptTraffic> {
  await session.send("Network.enable", { maxTotalBufferSize: bounds.size * 2, maxResourceBufferSize: bounds.size });
  return new KeptTraffic(session, keep);
}

/** The responses and WebSocket frames of one lease. */
export class KeptTraffic {
  readonly #session: CDPSession;
  readonly #keep: KeepOptions;
  /** Those whose body is still arriving. */
  readonly #arriving = new Map<string, { url: string; status: number }>();
  readonly #sockets = new Map<string, string>();
  readonly #responses = new Newest<KeptResponse>(bounds);
  readonly #frames = new Newest<KeptFrame>(bounds);
  readonly #waiting = new Set<() => void>();
  /** Settles when all bodies asked for are there, in the order in which they arrived. */
  #read = Promise.resolve();

  constructor(session: CDPSession, keep: KeepOptions) {
    this.#session = session;
    this.#keep = keep;
    session.on("Network.responseReceived", this.#onResponse);
    session.on("Network.loadingFinished", this.#onFinished);
    session.on("Network.loadingFailed", this.#onFailed);
    session.on("Network.webSocketCreated", this.#onSocket);
    session.on("Network.webSocketClosed", this.#onSocketClosed);
    session.on("Network.webSocketFrameReceived", this.#onFrame);
  }

  get frames(): readonly KeptFrame[] {
    return this.#frames.items;
  }

  /** How many matched and are not there, for want of room or because Chromium had let go of them. */
  get lost(): { responses: number; frames: number } {
    return { responses: this.#responses.dropped, frames: this.#frames.dropped };
  }

  async responses(): Promise<readonly KeptResponse[]> {
    await this.#read;
    return [...this.#responses.items];
  }

  /** The newest that matches, at once or as soon as one has arrived; undefined when `signal` aborts first. */
  async waitForResponse(pattern: string, signal: AbortSignal): Promise<KeptResponse | undefined> {
    for (;;) {
      const found = this.#responses.items.findLast(({ url }) => matchesUrl(pattern, url));
      if (found || signal.aborted) return found;
      await this.#nextArrival(signal);
    }
  }

  /** Resolves when anything more has arrived, or `signal` aborts. */
  async waitForMore(signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await this.#nextArrival(signal);
  }

  stop(): void {
    const session = this.#session;
    session.off("Network.responseReceived", this.#onResponse);
    session.off("Network.loadingFinished", this.#onFinished);
    session.off("Network.loadingFailed", this.#onFailed);
    session.off("Network.webSocketCreated", this.#onSocket);
    session.off("Network.webSocketClosed", this.#onSocketClosed);
    session.off("Network.webSocketFrameReceived", this.#onFrame);
  }

  async #nextArrival(signal: AbortSignal): Promise<void> {
    const next = Promise.withResolvers<void>();
    this.#waiting.add(next.resolve);
    signal.addEventListener("abort", () => next.resolve(), { once: true });
    await next.promise;
    this.#waiting.delete(next.resolve);
  }

  readonly #onResponse = ({ requestId, type, response }: Protocol.Network.ResponseReceivedEvent): void => {
    const { url, status } = response;
    if (types.has(type) && matchesAny(this.#keep.responses, url)) this.#arriving.set(requestId, { url, status });
  };

  readonly #onFinished = ({ requestId }: Protocol.Network.LoadingFinishedEvent): void => {
    const response = this.#arriving.get(requestId);
    if (!response) return;
    this.#arriving.delete(requestId);
    // Asked for at once, before Chromium lets go of it, and taken in turn.
    const body = this.#session.send("Network.getResponseBody", { requestId });
    body.catch(() => {}); // Reported by its turn.
    this.#read = this.#read.then(() => this.#take(response, body));
  };

  readonly #onFailed = ({ requestId }: Protocol.Network.LoadingFailedEvent): void => {
    this.#arriving.delete(requestId);
  };

  async #take(
    response: { url: string; status: number },
    asked: Promise<Protocol.Network.GetResponseBodyResponse>,
  ): Promise<void> {
    try {
      const { body, base64Encoded } = await asked;
      const text = base64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
      this.#responses.push({ ...response, body: text });
    } catch {
      this.#responses.drop(); // Its document went away, or it was too large for Chromium to hold.
    }
    this.#tell();
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve();
  }

  readonly #onSocket = ({ requestId, url }: Protocol.Network.WebSocketCreatedEvent): void => {
    if (matchesAny(this.#keep.frames, url)) this.#sockets.set(requestId, url);
  };

  readonly #onSocketClosed = ({ requestId }: Protocol.Network.WebSocketClosedEvent): void => {
    this.#sockets.delete(requestId);
  };

  readonly #onFrame = ({ requestId, response }: Protocol.Network.WebSocketFrameReceivedEvent): void => {
    const url = this.#sockets.get(requestId);
    if (url === undefined || response.opcode !== textFrame) return;
    this.#frames.push({ url, body: response.payloadData });
    this.#tell();
  };
}
