import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { CredentialStore } from "../store/store.ts";
import { findKeyHolder } from "./api-key.ts";
import type { Grants } from "./grants.ts";
import type { Principal } from "./principal.ts";
import { readCookie, toCookie } from "./session-cookie.ts";
import { signInPage, signInScript, signInStyle } from "./sign-in-page.ts";

interface SignInOptions {
  grants: Grants;
  credentials: CredentialStore;
  isKeyed: boolean;
  /** Whether browsers reach the hub by https. */
  isSecure: boolean;
  now: () => number;
}

const signInBody = z.union([z.object({ token: z.string().max(200) }), z.object({ key: z.string().max(200) })]);

/** Trades a link for one use, or a key that may read, for a session; and a key for a ticket. */
export function mountSignIn(
  app: FastifyInstance,
  { grants, credentials, isKeyed, isSecure, now }: SignInOptions,
): void {
  const findReader = async (body: unknown): Promise<Principal | undefined> => {
    const { data } = signInBody.safeParse(body);
    if (!data) return undefined;
    if ("token" in data) return grants.redeem("link", data.token);
    const holder = await findKeyHolder(data.key.trim(), credentials);
    return holder?.scopes.has("read") ? holder : undefined;
  };

  app.post("/api/tickets", { config: { needs: ["read", "ingest"] }, bodyLimit: 1_024 }, async ({ principal }) => {
    const { text, expiresAt } = await grants.give("ticket", principal);
    return { ticket: text, expiresAt: new Date(expiresAt).toISOString() };
  });

  app.post("/api/session", { bodyLimit: 1_024 }, async ({ body }, reply) => {
    const reader = await findReader(body);
    if (!reader) return reply.code(401).send({ error: notValid });

    const { keyId, expiresAt } = reader;
    const session = await grants.give("session", { scopes: new Set(["read"]), keyId, expiresAt });
    const maxAgeSeconds = Math.floor((session.expiresAt - now()) / 1_000);
    return reply.header("set-cookie", toCookie(session.text, { isSecure, maxAgeSeconds })).code(204).send();
  });

  app.delete("/api/session", async ({ headers }, reply) => {
    const session = readCookie(headers.cookie, { isSecure });
    if (session !== undefined) await grants.endSession(session);
    return reply
      .header("set-cookie", toCookie("", { isSecure, maxAgeSeconds: 0 }))
      .code(204)
      .send();
  });

  if (!isKeyed) return;
  app.get("/sign-in", (_, reply) => reply.header("cache-control", "no-store").type(html).send(signInPage));
  app.get("/sign-in.js", (_, reply) => reply.type("text/javascript; charset=utf-8").send(signInScript));
  app.get("/sign-in.css", (_, reply) => reply.type("text/css; charset=utf-8").send(signInStyle));
}

const html = "text/html; charset=utf-8";
const notValid =
  "This link or key is not valid: a link counts once, within 15 minutes; a key must have the scope read.";
