import type { FastifyInstance } from "fastify";
import type { Log } from "../../log.ts";
import type { Hub } from "../hub.ts";
import type { Access } from "../security/access.ts";
import type { Telemetry } from "../telemetry.ts";

/** Runs a target now, where its scraper is in this process. */
export interface Runner {
  canRun(target: string): boolean;
  /** Begins a run unless one is under way. */
  run(target: string): void;
}

export interface TransportContext {
  hub: Hub;
  log: Log;
  telemetry: Telemetry;
  access: Access;
  runner: Runner | undefined;
  /** Where that part of an answer waits for its client which is too much for memory. */
  spillFolder: string;
  /** Epoch milliseconds. */
  now: () => number;
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
