import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { WebSocketServer } from "ws";
import type { Frame } from "../../src/metric/wire.ts";

interface FrameServerOptions {
  /** Served over HTTP under the strict policy that the hub sends with its page. */
  folder?: string;
  /** 0 takes a free one. */
  port?: number;
  /** Sent to each reader that connects. */
  opening?: readonly Frame[];
  /** What the calls of a hub answer, by path; a hub that has no past otherwise. */
  answers?: Readonly<Record<string, unknown>>;
  /** Another server that pages of this one may connect to. */
  connectTo?: string;
  /** The status by which all but the page itself is refused. */
  refusal?: number;
  /** Milliseconds by which this server's clock is ahead. */
  clockAheadMs?: number;
}

/** A plain server that sends frames over WebSocket, and files if it is given some. */
export class FrameServer implements AsyncDisposable {
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #options: FrameServerOptions;

  static async open(options: FrameServerOptions = {}): Promise<FrameServer> {
    const server = new FrameServer(options);
    server.#http.listen(options.port ?? 0, "127.0.0.1");
    await once(server.#http, "listening");
    return server;
  }

  private constructor(options: FrameServerOptions) {
    this.#options = options;
    this.#http = createServer((request, response) => void this.#answer(request, response));
    const { refusal } = options;
    this.#sockets = new WebSocketServer({
      server: this.#http,
      verifyClient: (_, decide) => decide(refusal === undefined, refusal),
    });
    this.#sockets.on("connection", (socket) => {
      for (const frame of options.opening ?? []) socket.send(JSON.stringify(frame));
    });
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  get socketUrl(): string {
    return `ws://127.0.0.1:${this.port}/ws`;
  }

  /** The address asked for by the next reader that connects. */
  async nextReader(): Promise<URL> {
    const [, request] = (await once(this.#sockets, "connection")) as [unknown, IncomingMessage];
    return new URL(request.url!, this.url);
  }

  send(...frames: (Frame | string)[]): void {
    for (const socket of this.#sockets.clients)
      for (const frame of frames) socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** Cuts all readers off; they may come back. */
  drop(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.drop();
    this.#sockets.close();
    this.#http.closeAllConnections();
    if (!this.#http.listening) return;
    this.#http.close();
    await once(this.#http, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("date", new Date(Date.now() + (this.#options.clockAheadMs ?? 0)).toUTCString());
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-expose-headers", "date");
    response.setHeader("content-security-policy", toPolicy(request.headers.host ?? "", this.#options.connectTo));
    const { folder, answers } = this.#options;
    const { pathname } = new URL(request.url!, this.url);
    if (this.#options.refusal !== undefined && pathname.startsWith("/api/")) {
      response.writeHead(this.#options.refusal).end();
      return;
    }
    const answer = { ...noPast, ...answers }[pathname];
    if (answer !== undefined) {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(answer));
      return;
    }
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    const body = folder ? await readFile(path.join(folder, name)).catch(() => undefined) : undefined;
    response.statusCode = body ? 200 : 404;
    response.setHeader("content-type", types[path.extname(name)] ?? "text/plain");
    response.end(body);
  }
}

const noPast: Readonly<Record<string, unknown>> = {
  "/api/history": { steps: [] },
  "/api/events": { events: [] },
  "/api/targets": { targets: [] },
};

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

function toPolicy(host: string, connectTo = ""): string {
  const connect = `'self' ws://${host} ${connectTo} ${connectTo.replace("http", "ws")}`.trim();
  return `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src ${connect}`;
}
