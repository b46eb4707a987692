import type { FastifyInstance } from "fastify";
import type { Log } from "../../log.ts";

interface GuardOptions {
  corsOrigin: readonly string[];
  log: Log;
}

/**
 * Lets in who names this machine as `Host` and comes from no foreign web page. A page elsewhere can point its own name
 * at 127.0.0.1 (DNS rebinding) or open a WebSocket across origins; the browser stops neither. Upgrades pass here too.
 */
export function guard(app: FastifyInstance, { corsOrigin, log }: GuardOptions): void {
  const warn = warnOncePerOrigin(log);

  app.addHook("onRequest", async (request, reply) => {
    const { host, origin } = request.headers;
    if (!isThisMachine(host))
      return reply.code(403).send({ error: "The hub answers to localhost and 127.0.0.1 only, not to this Host." });

    if (origin === undefined || origin === `http://${host}` || corsOrigin.includes(origin)) return undefined;
    warn(origin);
    return reply.code(403).send({ error: "Pages of this Origin are not allowed here; CORS_ORIGIN can allow them." });
  });
}

/** Any port: it may be forwarded. */
function isThisMachine(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host ?? "");
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
