import type { FastifyInstance } from "fastify";
import type { Log } from "../../log.ts";
import type { HubOptions } from "../options.ts";
import type { Access } from "./access.ts";
import { guard } from "./guard.ts";
import { sendSecurityHeaders } from "./headers.ts";
import { scopes } from "./principal.ts";

/** Puts everything between the network and the routes: what gets past it may be answered. */
export async function secure(
  app: FastifyInstance,
  { options: { corsOrigin }, log }: { options: HubOptions; log: Log },
): Promise<Access> {
  guard(app, { corsOrigin, log });
  app.decorateRequest("principal", null as never);
  app.addHook("onRequest", async (request) => {
    const everything = { scopes: new Set(scopes), expiresAt: undefined, keyId: undefined };
    request.principal = { ...everything, name: request.ip, isAnonymous: true };
  });
  await sendSecurityHeaders(app, corsOrigin);
  return { watch: () => () => {}, budgetOf: () => ({ take: () => 0 }) };
}
