import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { promisify } from "node:util";
import type { Meta } from "../../../src/metric/meta.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import type { Manner, Receiver } from "./receiver.ts";

/** A server that knows the guide's frames, and answers pings as it is told to. */
export class WebSocketReceiver implements Receiver {
  readonly metrics: UserMetric[] = [];
  readonly metas: Meta[] = [];
  readonly keys: (string | undefined)[] = [];
  /** Each frame as it came. */
  readonly frames: string[] = [];
  manner: Manner = "take";
  port = 0;
  takesAtMost = Number.POSITIVE_INFINITY;
  readonly #server: Server;
  /** Chooses no subprotocol, where others choose the first that is offered. */
  choosesNone = false;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    autoPong: false,
    handleProtocols: ([first]) => !this.choosesNone && first!,
  });
  readonly #contacts = new EventEmitter();

  /** On a free port, or on the one given. */
  static async open(port = 0): Promise<WebSocketReceiver> {
    const receiver = new WebSocketReceiver();
    receiver.#server.listen(port, "127.0.0.1");
    await once(receiver.#server, "listening");
    receiver.port = (receiver.#server.address() as AddressInfo).port;
    return receiver;
  }

  private constructor() {
    this.#server = createServer();
    this.#server.on("upgrade", (request, stream, head) => this.#upgrade(request, stream, head));
    this.#sockets.on("connection", (socket) => this.#listen(socket));
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/metrics`;
  }

  connections(): Promise<number> {
    return promisify(this.#server.getConnections.bind(this.#server))();
  }

  async contacted(): Promise<void> {
    await once(this.#contacts, "contact");
  }

  /** Answers the pings it has left unanswered. */
  pong(): void {
    for (const socket of this.#sockets.clients) socket.pong();
  }

  broadcast(text: string): void {
    for (const socket of this.#sockets.clients) socket.send(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, "close");
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    this.keys.push(request.headers.authorization);
    if (typeof this.manner === "object") {
      const retryAfter = this.manner.retryAfter === undefined ? "" : `Retry-After: ${this.manner.retryAfter}\r\n`;
      stream.end(`HTTP/1.1 ${this.manner.status} No\r\n${retryAfter}Content-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, stream, head, (socket) => this.#sockets.emit("connection", socket, request));
  }

  #listen(socket: WebSocket): void {
    socket.on("message", (data) => this.#take(socket, (data as Buffer).toString("utf8")));
    socket.on("ping", (data) => {
      this.#contacts.emit("contact");
      if (this.manner === "take" && socket.readyState === 1) socket.pong(data);
    });
  }

  #take(socket: WebSocket, frame: string): void {
    const { metrics, metas } = JSON.parse(frame) as { metrics: UserMetric[]; metas: Meta[] };
    if (metrics.length > this.takesAtMost) return socket.close(1009);

    this.frames.push(frame);
    this.metrics.push(...metrics);
    this.metas.push(...metas);
  }
}
