import { isIP } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Log } from "../../log.ts";
import { isOrigin, type HubOptions } from "../options.ts";
import type { Telemetry } from "../telemetry.ts";
import { isLoopback, isWildcard, toUrlName } from "./mode.ts";

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
    if (refusal.reason === "origin") warn(request.headers.origin);
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

/** An address cannot be rebound, a name can: where all our addresses are listened on, any is ours. */
function isOurs(hostname: string, { host, publicUrl }: GuardOptions["options"]): boolean {
  if (isLoopback(hostname) || hostname === toUrlName(host).toLowerCase()) return true;
  if (publicUrl !== undefined && hostname === new URL(publicUrl).hostname) return true;
  return isWildcard(host) && isIP(hostname.replaceAll(/[[\]]/g, "")) !== 0;
}

function checkOrigin(request: FastifyRequest, options: GuardOptions["options"]): Refusal | undefined {
  const { origin } = request.headers;
  if (origin === undefined) return isEmbedded(request) ? foreign : undefined;
  if (isOwn(request, options) || options.corsOrigin.includes(origin)) return undefined;
  return isOrigin(origin) ? foreign : placeless;
}

const foreign: Refusal = {
  reason: "origin",
  sentence: "Pages of this Origin are not allowed here; CORS_ORIGIN can allow them.",
};

const noAddress = "is no address, and no option allows it: open the page from one that begins with http";

/** A file, a sandboxed frame, an extension: what they send is nothing that CORS_ORIGIN could name. */
const placeless: Refusal = { reason: "origin", sentence: `This Origin ${noAddress}.` };

/** Under its public name the hub's page comes from the public address only: http is not https. */
function isOwn({ headers: { origin, host } }: FastifyRequest, { publicUrl }: GuardOptions["options"]): boolean {
  if (origin === publicUrl) return true;
  const isPublicName = publicUrl !== undefined && toHostname(host) === new URL(publicUrl).hostname;
  return origin === `http://${host}` && !isPublicName;
}

/** An image or frame of another site sends no Origin. It reads nothing, but would use up the calls of who may. */
function isEmbedded({ url, headers }: FastifyRequest): boolean {
  const isElsewhere = headers["sec-fetch-site"] === "cross-site" && headers["sec-fetch-dest"] !== "document";
  return isElsewhere && url.startsWith("/api/");
}

/** A page that is refused tries again for ever; enough is said once, and for no more than 100 origins. */
function warnOncePerOrigin(log: Log): (origin: string | undefined) => void {
  const seen = new Set<string>();
  return (origin) => {
    if (origin === undefined || seen.has(origin) || seen.size >= 100) return;

    seen.add(origin);
    const shown = origin.slice(0, 200);
    const advice = isOrigin(origin) ? `to allow it set CORS_ORIGIN=${shown}` : `that ${noAddress}`;
    log.warn(`Refused a page of ${shown}; ${advice}`);
  };
}
