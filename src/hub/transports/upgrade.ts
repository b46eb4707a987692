import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

/** Other upgrades, such as the HTTP/2 that curl offers, are answered as the plain requests they also are. */
export function isWebSocketUpgrade({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}

type ConstraintStrategy = Parameters<FastifyInstance["addConstraintStrategy"]>[0];
type Handler = Parameters<ReturnType<ConstraintStrategy["storage"]>["set"]>[1];

/** Lets one address serve a WebSocket to who asks for an upgrade, and something else to all others. */
export const upgradeConstraint: ConstraintStrategy = {
  name: "upgrade",
  mustMatchWhenDerived: true,
  deriveConstraint: (request) => (isWebSocketUpgrade(request) ? "websocket" : undefined),
  storage() {
    const handlers = new Map<unknown, Handler>();
    return {
      get: (value) => handlers.get(value) ?? null,
      set: (value, handler) => void handlers.set(value, handler),
    };
  },
};
