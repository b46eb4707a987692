import type { FastifyInstance } from "fastify";
import type { Telemetry } from "../telemetry.ts";
import { isWebSocketUpgrade } from "../transports/upgrade.ts";
import { toSubscriber } from "./rate-limit.ts";

interface LimitOptions {
  /** What one address may hold open without a key; 0 is no limit. */
  limit: number;
  telemetry: Telemetry;
}

/**
 * Counts what stays open, streams and WebSockets, of who shows nothing: what many hold by one key, or through one proxy,
 * is wanted. Must come after it is known who asks.
 */
export function limitConnections(app: FastifyInstance, { limit, telemetry }: LimitOptions): void {
  const open = new Map<string, number>();
  const add = (subscriber: string, count: number): void => {
    const sum = (open.get(subscriber) ?? 0) + count;
    if (sum > 0) open.set(subscriber, sum);
    else open.delete(subscriber);
  };

  app.addHook("preHandler", async ({ principal, ip, raw, routeOptions }, reply) => {
    if (limit === 0 || !routeOptions.config.staysOpen || !principal.isAnonymous) return undefined;

    const subscriber = toSubscriber(ip);
    if ((open.get(subscriber) ?? 0) >= limit) {
      telemetry.refused("connections");
      return reply
        .code(429)
        .header("retry-after", retryAfterSeconds)
        .send({ error: sentenceOf(limit) });
    }
    const connection = isWebSocketUpgrade(raw) ? raw.socket : reply.raw;
    // One that is over already would never be taken off.
    if (connection.destroyed) return undefined;
    add(subscriber, 1);
    connection.once("close", () => add(subscriber, -1));
    return undefined;
  });
}

const retryAfterSeconds = 30;

function sentenceOf(limit: number): string {
  return `This address holds ${limit} streams and WebSockets already. A key lifts this limit, --connection-limit sets it.`;
}
