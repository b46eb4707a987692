import type { FastifyRequest } from "fastify";
import type { CredentialStore } from "../store/store.ts";
import { findKeyHolder, isKeyText } from "./api-key.ts";
import type { Grants } from "./grants.ts";
import type { Principal } from "./principal.ts";
import { readCookie } from "./session-cookie.ts";
import type { Tokens } from "./tokens.ts";

export interface Authentication {
  credentials: CredentialStore;
  grants: Grants;
  tokens: Tokens | undefined;
  /** Whether browsers reach the hub by https, which the name of their cookie says. */
  isSecure: boolean;
  /** Who somebody is that shows nothing. */
  anonymous: (address: string) => Principal;
  now: () => number;
}

export type Authenticated = { ok: true; principal: Principal } | { ok: false; status: 400 | 401; sentence: string };

/** Finds out who asks. What is shown must be right, also where nothing would have been asked for. */
export async function authenticate(request: FastifyRequest, authentication: Authentication): Promise<Authenticated> {
  const shown = findShown(request, authentication);
  if (shown.kind === "misplaced") return { ok: false, status: 400, sentence: misplaced };
  if (shown.kind === "nothing") return { ok: true, principal: authentication.anonymous(request.ip) };

  const principal = await identify(shown, authentication);
  if (principal) return { ok: true, principal };
  // A session that is over is as none: its browser is sent to sign in.
  if (shown.kind === "session") return { ok: true, principal: authentication.anonymous(request.ip) };
  return { ok: false, status: 401, sentence: unknown[shown.kind] };
}

interface Secret {
  kind: "secret" | "ticket" | "session";
  text: string;
}

type Shown = { kind: "nothing" } | { kind: "misplaced" } | Secret;

const misplaced =
  "A key in an address ends up in logs. Send it as Authorization: Bearer, or get a ticket from POST /api/tickets.";
const unknown = {
  secret: "This key or token is not valid here. Make a key with: live-metrics keys create",
  ticket: "This ticket is not valid: it counts once, within 30 seconds. Get another from POST /api/tickets.",
};

function findShown(request: FastifyRequest, { isSecure }: Authentication): Shown {
  const { headers, routeOptions } = request;
  const query = request.query as Record<string, unknown>;
  if (Object.values(query).flat().some(looksSecret)) return { kind: "misplaced" };

  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  const secret = bearer ?? headers["x-api-key"] ?? headers.authorization;
  if (secret !== undefined) return { kind: "secret", text: String(secret) };
  const { ticket } = query;
  if (routeOptions.config.takesTicket && typeof ticket === "string") return { kind: "ticket", text: ticket };

  const session = readCookie(headers.cookie, { isSecure });
  return session === undefined ? { kind: "nothing" } : { kind: "session", text: session };
}

/** A key, or the beginning of a signed token: `{"` in base64url, and its first dot. */
function looksSecret(value: unknown): boolean {
  return typeof value === "string" && (isKeyText(value) || /^eyJ[\w-]+\./.test(value));
}

async function identify(
  { kind, text }: Secret,
  { credentials, grants, tokens, now }: Authentication,
): Promise<Principal | undefined> {
  if (kind === "ticket") return grants.redeem("ticket", text);
  if (kind === "session") return grants.findSession(text);
  return isKeyText(text) ? findKeyHolder(text, credentials) : tokens?.verify(text, now());
}
