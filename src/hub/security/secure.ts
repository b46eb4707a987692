import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Log } from "../../log.ts";
import type { HubOptions } from "../options.ts";
import type { CredentialStore } from "../store/store.ts";
import type { Telemetry } from "../telemetry.ts";
import { isWebSocketUpgrade } from "../transports/upgrade.ts";
import type { Access } from "./access.ts";
import { authenticate, type Authentication } from "./authenticate.ts";
import { limitConnections } from "./connection-limit.ts";
import { Grants } from "./grants.ts";
import { guard } from "./guard.ts";
import { sendSecurityHeaders } from "./headers.ts";
import { asksForKey } from "./mode.ts";
import { scopes, type Principal } from "./principal.ts";
import { createFrameBudget, limitOf, limitRate } from "./rate-limit.ts";
import { requireKey } from "./require-key.ts";
import { mountSignIn } from "./sign-in.ts";
import { openTokens } from "./tokens.ts";
import { Watcher } from "./watcher.ts";

export interface SecurityContext {
  options: HubOptions;
  credentials: CredentialStore;
  log: Log;
  telemetry: Telemetry;
  now: () => number;
}

export interface Security {
  access: Access;
  /** The path of a sign-in for one use; undefined where nobody is asked for a key. */
  createSignIn: () => Promise<string | undefined>;
}

/**
 * Puts everything between the network and the routes: what gets past it may be answered. Throws a ConfigError where the
 * options would leave the door open, or a key in them cannot be read.
 */
export async function secure(app: FastifyInstance, context: SecurityContext): Promise<Security> {
  const { options, credentials, log, telemetry, now } = context;
  const isKeyed = asksForKey(options);
  await requireKey(options, credentials);
  const grants = new Grants(credentials, now);
  const isSecure = options.publicUrl?.startsWith("https:") ?? false;
  const anonymous = (address: string): Principal => toAnonymous(address, isKeyed);

  guard(app, { options, log, telemetry });
  await sendSecurityHeaders(app, options);
  askWho(app, { credentials, grants, tokens: openTokens(options), isSecure, anonymous, now });
  await limitRate(app, { anonymousLimit: options.rateLimit, telemetry });
  letIn(app, telemetry);
  limitConnections(app, { limit: options.connectionLimit, telemetry });
  mountSignIn(app, { grants, credentials, isKeyed, isSecure, now });

  const watcher = new Watcher({ credentials, log, now });
  app.addHook("onClose", async () => watcher.close());
  return {
    access: {
      watch: (principal, end) => watcher.watch(principal, end),
      budgetOf: (principal) => createFrameBudget(limitOf(principal, options.rateLimit), now),
    },
    createSignIn: async () => {
      if (!isKeyed) return undefined;
      const { text } = await grants.give("link", { scopes: new Set(["read"]), expiresAt: undefined, keyId: undefined });
      return `/sign-in#${text}`;
    },
  };
}

/** Where a key is asked for, showing nothing is allowed nothing. */
function toAnonymous(address: string, isKeyed: boolean): Principal {
  return {
    scopes: new Set(isKeyed ? [] : scopes),
    name: address,
    isAnonymous: true,
    expiresAt: undefined,
    keyId: undefined,
  };
}

/** First who asks, then how often, and last whether that is enough: so that trying keys is limited as calling is. */
function askWho(app: FastifyInstance, authentication: Authentication): void {
  app.decorateRequest("principal", null as never);
  app.decorateRequest("refusal", undefined);
  app.addHook("onRequest", async (request) => {
    const found = await authenticate(request, authentication);
    request.principal = found.ok ? found.principal : authentication.anonymous(request.ip);
    request.refusal = found.ok ? undefined : found;
  });
}

function letIn(app: FastifyInstance, telemetry: Telemetry): void {
  app.addHook("preParsing", async (request, reply) => {
    const { principal, refusal } = request;
    if (refusal) {
      telemetry.refused("credentials");
      return reply.code(refusal.status).header("www-authenticate", challenge).send({ error: refusal.sentence });
    }
    if (isPage(request) && !principal.scopes.has("read")) return reply.redirect("/sign-in");
    const { needs } = request.routeOptions.config;
    if (!needs || needs.some((scope) => principal.scopes.has(scope))) return undefined;
    if (!principal.isAnonymous) {
      telemetry.refused("scope");
      const sentence = `This needs a key with the scope ${needs.join(" or ")}; ${principal.name} has not got it.`;
      return reply.code(403).send({ error: sentence });
    }
    telemetry.refused("credentials");
    return reply.code(401).header("www-authenticate", challenge).send({ error: keyWanted });
  });
}

/** A person is to see where to sign in, not an empty page. */
function isPage({ method, url, raw }: FastifyRequest): boolean {
  return method === "GET" && /^\/(index\.html)?(\?|$)/.test(url) && !isWebSocketUpgrade(raw);
}

const challenge = 'Bearer realm="live-metrics"';
const keyWanted = "This hub asks for a key: send it as Authorization: Bearer. Make one with: live-metrics keys create";
