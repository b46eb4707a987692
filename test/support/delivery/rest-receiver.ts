import { EventEmitter, once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { promisify } from "node:util";
import { createGunzip } from "node:zlib";
import type { Meta } from "../../../src/metric/meta.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import type { BulkBody } from "../../../src/metric/wire.ts";
import type { Manner, Receiver } from "./receiver.ts";

/** A plain HTTP server that keeps what is posted to it. */
export class RestReceiver implements Receiver {
  readonly metrics: UserMetric[] = [];
  readonly metas: Meta[] = [];
  readonly keys: (string | undefined)[] = [];
  /** Method and path of each request. */
  readonly calls: string[] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  readonly bodies: unknown[] = [];
  /** What it says of encodings that it takes. */
  acceptsEncoding: string | undefined;
  /** Says 415 to a body in gzip, whatever it has said before. */
  refusesGzip = false;
  /** Refuses a body with this user. */
  refuses: { userId: string; status: number } | undefined;
  manner: Manner = "take";
  port = 0;
  takesAtMost = Number.POSITIVE_INFINITY;
  /** The body of the answer to what is taken. */
  answer: unknown = { accepted: 1, duplicates: 0, rejected: [], cursor: "e:1" };
  readonly #server: Server;
  readonly #contacts = new EventEmitter();

  /** On a free port, or on the one given. */
  static async open(port = 0): Promise<RestReceiver> {
    const receiver = new RestReceiver();
    receiver.#server.listen(port, "127.0.0.1");
    await once(receiver.#server, "listening");
    receiver.port = (receiver.#server.address() as AddressInfo).port;
    return receiver;
  }

  private constructor() {
    this.#server = createServer((request, response) => void this.#meet(request, response));
    // A sink must let its connections go by itself.
    this.#server.keepAliveTimeout = 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  connections(): Promise<number> {
    return promisify(this.#server.getConnections.bind(this.#server))();
  }

  async contacted(): Promise<void> {
    await once(this.#contacts, "contact");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, "close");
  }

  async #meet(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await json(request.headers["content-encoding"] === "gzip" ? request.pipe(createGunzip()) : request);
    const { metrics = [], metas = [] } = body as Partial<BulkBody>;
    this.headers.push(request.headers);
    this.bodies.push(body);
    this.calls.push(`${request.method} ${request.url}`);
    this.keys.push(request.headers.authorization);
    this.#contacts.emit("contact");
    if (this.manner === "hang") return;

    const isRefused = this.refusesGzip && request.headers["content-encoding"] === "gzip";
    const status = isRefused ? 415 : this.#statusFor(metrics);
    if (status === 200) {
      this.metrics.push(...metrics);
      this.metas.push(...metas);
    }
    const retryAfter = typeof this.manner === "object" ? this.manner.retryAfter : undefined;
    response.writeHead(status, {
      "content-type": "application/json",
      ...(this.acceptsEncoding === undefined ? {} : { "accept-encoding": this.acceptsEncoding }),
      ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
      ...(status >= 300 && status < 400 ? { location: "/elsewhere" } : {}),
    });
    response.end(JSON.stringify(status === 200 ? this.answer : {}));
  }

  #statusFor(metrics: readonly UserMetric[]): number {
    if (typeof this.manner === "object") return this.manner.status;
    if (metrics.length > this.takesAtMost) return 413;
    return metrics.some(({ userId }) => userId === this.refuses?.userId) ? this.refuses!.status : 200;
  }
}
