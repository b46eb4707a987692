import type { FastifyInstance } from "fastify";
import type { Log } from "../../log.ts";
import type { Hub } from "../hub.ts";

export interface TransportContext {
  hub: Hub;
  log: Log;
  /** A stream says something at least this often, and a reader that does not answer for as long is dropped. */
  heartbeatMs: number;
}

/** A way in and out of the hub. What it opens, it ends when the app closes. */
export interface Transport {
  name: string;
  mount(app: FastifyInstance, context: TransportContext): Promise<void>;
}

export function defineTransport(transport: Transport): Transport {
  return transport;
}
