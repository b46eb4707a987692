import { createServer, request as toRequest, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket, WebSocketServer, type RawData } from "ws";

/**
 * What becomes of one thing that is sent: it arrives; late; not at all; twice; with its answer lost; with the connection
 * half closed in place of an answer; or only after the next, by when its sender was cut off.
 */
const fates = ["pass", "delay", "drop", "twice", "lose answer", "half-close", "overtaken"] as const;
type Fate = (typeof fates)[number];

/** Stands before a receiver, and lets each request and each frame meet the next fate. */
export class BadNetwork implements AsyncDisposable {
  /** How often each fate was met. */
  readonly met = new Map<Fate, number>();
  port = 0;
  readonly #target: number;
  readonly #random: () => number;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, autoPong: false, handleProtocols: ([first]) => first! });
  /** What is to arrive when something else has overtaken it. */
  #overtaken: (() => Promise<unknown>)[] = [];

  static async open(target: number, random: () => number): Promise<BadNetwork> {
    const network = new BadNetwork(target, random);
    await new Promise<void>((resolve) => network.#server.listen(0, "127.0.0.1", resolve));
    network.port = (network.#server.address() as AddressInfo).port;
    return network;
  }

  private constructor(target: number, random: () => number) {
    this.#target = target;
    this.#random = random;
    this.#server = createServer((request, response) => void this.#relay(request, response));
    this.#server.on("upgrade", (request, stream, head) =>
      this.#sockets.handleUpgrade(request, stream, head, (near) => this.#join(near, request)),
    );
  }

  /** Lets arrive what still lies about. */
  async settle(): Promise<void> {
    for (const arrive of this.#overtaken.splice(0)) await arrive();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #next(): Fate {
    const fate = fates[Math.floor(this.#random() * fates.length)]!;
    this.met.set(fate, (this.met.get(fate) ?? 0) + 1);
    return fate;
  }

  async #relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const send = (): Promise<Answer> => this.#send(request, body);
    const fate = this.#next();
    if (fate === "overtaken") this.#overtaken.push(send);
    if (fate === "drop" || fate === "overtaken") return void response.destroy();
    if (fate === "delay") await pause(20);
    const { status, text } = await send();
    if (fate === "twice") await send();
    await this.settle();
    if (fate === "lose answer") response.destroy();
    else if (fate === "half-close") response.socket!.end();
    else response.writeHead(status, { "content-type": "application/json" }).end(text);
  }

  #send({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const sent = toRequest({ port: this.#target, method, path: url, headers }, (answer) => {
      buffer(answer).then((text) => resolve({ status: answer.statusCode!, text }), reject);
    });
    sent.on("error", reject).end(body);
    return promise;
  }

  /** Frame by frame; what the receiver says goes back as it is. */
  #join(near: WebSocket, { url }: IncomingMessage): void {
    const far = new WebSocket(`ws://127.0.0.1:${this.#target}${url}`, near.protocol);
    const isOpen = new Promise((resolve) => far.once("open", resolve));
    let losesAnswer = false;
    let turn: Promise<unknown> = isOpen;
    const lose = (): void => void (losesAnswer = true);
    near.on("message", (data) => {
      turn = turn.then(() => this.#pass(toText(data), { near, far, lose }));
    });
    far.on("message", (data) => (losesAnswer ? near.terminate() : near.send(toText(data))));
    near.on("ping", (data) => void isOpen.then(() => far.ping(data)));
    far.on("pong", (data) => near.pong(data));
    near.on("error", () => {}).on("close", () => far.close());
    far.on("error", () => {}).on("close", () => near.terminate());
  }

  async #pass(frame: string, { near, far, lose }: Passing): Promise<void> {
    const fate = this.#next();
    if (fate === "drop" || fate === "overtaken") {
      if (fate === "overtaken") this.#overtaken.push(() => this.#sendAlone(frame));
      return near.terminate();
    }
    if (fate === "delay") await pause(20);
    if (fate === "twice") await this.#sendAlone(frame);
    if (fate === "lose answer") lose();
    far.send(frame);
    await this.settle();
    if (fate === "half-close") near.close();
  }

  /** Over a connection of its own, so that no answer comes to who does not wait for it. */
  async #sendAlone(frame: string): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.#target}/metrics?only=send`, "live-metrics.v1");
    const acknowledged = new Promise<void>((resolve) =>
      socket.on("message", (data) => toText(data).startsWith('{"type":"ack"') && resolve()),
    );
    await new Promise((resolve) => socket.once("open", resolve));
    socket.send(frame);
    await acknowledged;
    socket.close();
  }
}

function toText(data: RawData): string {
  return (data as Buffer).toString();
}

interface Answer {
  status: number;
  text: Buffer;
}

interface Passing {
  near: WebSocket;
  far: WebSocket;
  /** What the receiver says next is lost, with the connection. */
  lose: () => void;
}
