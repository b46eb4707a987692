import { once } from "node:events";
import { WebSocket } from "ws";
import type { Frame, HubFrame } from "../../../src/metric/wire.ts";

/** A client that hands out frames one by one. */
export class TestSocket implements AsyncDisposable {
  readonly closed: Promise<number>;
  readonly opened: Promise<unknown>;
  readonly #socket: WebSocket;
  readonly #frames: (Frame | HubFrame)[] = [];
  #arrived = Promise.withResolvers<void>();

  constructor(url: string, protocols: string[] = []) {
    this.#socket = new WebSocket(url.replace("http", "ws"), protocols);
    this.#socket.on("message", (data: Buffer) => {
      this.#frames.push(JSON.parse(data.toString()) as Frame);
      this.#arrived.resolve();
    });
    this.opened = once(this.#socket, "open");
    this.closed = once(this.#socket, "close").then(([code]) => code as number);
    // Who waits for the end of one that was refused is told by `opened`.
    this.closed.catch(() => {});
    this.opened.catch(() => {});
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  async next(): Promise<Frame | HubFrame> {
    while (this.#frames.length === 0) {
      await this.#arrived.promise;
      this.#arrived = Promise.withResolvers();
    }
    return this.#frames.shift()!;
  }

  /** The next frame of a type; those before it are passed over. */
  async nextOf<Type extends (Frame | HubFrame)["type"]>(
    type: Type,
  ): Promise<Extract<Frame | HubFrame, { type: Type }>> {
    for (;;) {
      const frame = await this.next();
      if (frame.type === type) return frame as Extract<Frame | HubFrame, { type: Type }>;
    }
  }

  send(frame: { type: string } & Record<string, unknown>): void {
    this.sendText(JSON.stringify(frame));
  }

  sendText(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
    else this.#socket.once("open", () => this.#socket.send(text));
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.closed;
  }
}
