import { isIP } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Log } from "../../log.ts";
import type { HubOptions } from "../options.ts";
import type { Telemetry } from "../telemetry.ts";
import { isLoopback } from "./mode.ts";

interface GuardOptions {
  options: Pick<HubOptions, "host" | "publicUrl" | "corsOrigin">;
  log: Log;
  telemetry: Telemetry;
}

interface Refusal {
  reason: "host" | "origin" | "forwarded";
  sentence: string;
}

/**
 * Lets in who names this hub as `Host` and comes from no foreign web page. A page elsewhere can point its own name at
 * 127.0.0.1 (DNS rebinding) or open a WebSocket across origins; the browser stops neither. Upgrades pass here too.
 */
export function guard(app: FastifyInstance, { options, log, telemetry }: GuardOptions): void {
  const warn = warnOncePerOrigin(log);

  app.addHook("onRequest", async (request, reply) => {
    const refusal = findProxy(request, options) ?? checkHost(request, options) ?? checkOrigin(request, options);
    if (!refusal) return undefined;

    telemetry.refused(refusal.reason);
    if (refusal.reason === "origin") warn(request.headers.origin!);
    return reply.code(403).send({ error: refusal.sentence });
  });
}

/** What a proxy adds says that the hub is reachable from outside, which it must be told of. */
function findProxy({ headers }: FastifyRequest, { publicUrl }: GuardOptions["options"]): Refusal | undefined {
  if (publicUrl !== undefined) return undefined;
  const added = Object.keys(headers).find((name) => /^(forwarded|x-forwarded-.+|x-real-ip|via)$/.test(name));
  if (added === undefined) return undefined;

  const sentence = `This came through a proxy (${added}). To let others reach the hub, start it with --public-url https://… and a key.`;
  return { reason: "forwarded", sentence };
}

function checkHost({ headers }: FastifyRequest, options: GuardOptions["options"]): Refusal | undefined {
  const hostname = toHostname(headers.host);
  if (hostname !== undefined && isOurs(hostname, options)) return undefined;
  const sentence = "The hub does not answer to this Host; --host or --public-url give it other names.";
  return { reason: "host", sentence };
}

/** Any port: it may be forwarded. */
function toHostname(host: string | undefined): string | undefined {
  return /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.exec(host ?? "")?.[1]!.toLowerCase();
}

/** An address cannot be rebound, a name can: where others may come in anyway, all our addresses are ours. */
function isOurs(hostname: string, { host, publicUrl }: GuardOptions["options"]): boolean {
  if (isLoopback(hostname) || hostname === host.toLowerCase()) return true;
  if (publicUrl !== undefined && hostname === new URL(publicUrl).hostname) return true;
  return !isLoopback(host) && isIP(hostname.replaceAll(/[[\]]/g, "")) !== 0;
}

function checkOrigin({ headers }: FastifyRequest, options: GuardOptions["options"]): Refusal | undefined {
  const { origin, host } = headers;
  const own = [`http://${host}`, options.publicUrl];
  if (origin === undefined || own.includes(origin) || options.corsOrigin.includes(origin)) return undefined;
  return { reason: "origin", sentence: "Pages of this Origin are not allowed here; CORS_ORIGIN can allow them." };
}

/** A page that is refused tries again for ever; enough is said once, and for no more than 100 origins. */
function warnOncePerOrigin(log: Log): (origin: string) => void {
  const seen = new Set<string>();
  return (origin) => {
    if (seen.has(origin) || seen.size >= 100) return;

    seen.add(origin);
    log.warn(`Refused a page of ${origin.slice(0, 200)}; to allow it set CORS_ORIGIN=${origin.slice(0, 200)}`);
  };
}
