import type { CredentialStore, Grant } from "../store/store.ts";
import { digest, randomSecret } from "./digest.ts";
import type { Principal } from "./principal.ts";

const lifetimeMs = { ticket: 30_000, link: 15 * 60_000, session: 12 * 3_600_000 } as const;

export interface NewGrant {
  text: string;
  expiresAt: number;
}

/** What browsers get instead of keys: tickets and links for one use, sessions for a day's work. Kept as hashes. */
export class Grants {
  readonly #credentials: CredentialStore;
  readonly #now: () => number;

  constructor(credentials: CredentialStore, now: () => number) {
    this.#credentials = credentials;
    this.#now = now;
  }

  /** The secret is known to who gets it and to nobody else; it never counts longer than what it is given for. */
  async give(kind: Grant["kind"], to: Pick<Principal, "scopes" | "expiresAt" | "keyId">): Promise<NewGrant> {
    const text = randomSecret();
    const expiresAt = Math.min(this.#now() + lifetimeMs[kind], to.expiresAt ?? Number.POSITIVE_INFINITY);
    const endsAt = to.expiresAt;
    const grant = { kind, scopes: [...to.scopes], expiresAt, endsAt, keyId: to.keyId };
    await this.#credentials.addGrant({ hash: digest(text), ...grant });
    return { text, expiresAt };
  }

  /** Once: whoever comes second finds nothing. */
  async redeem(kind: "ticket" | "link", text: string): Promise<Principal | undefined> {
    const grant = await this.#credentials.takeGrant(digest(text));
    return grant?.kind === kind ? this.#toPrincipal(grant, grant.endsAt) : undefined;
  }

  async findSession(text: string): Promise<Principal | undefined> {
    const session = digest(text);
    const grant = await this.#credentials.findGrant(session);
    const principal = grant?.kind === "session" ? this.#toPrincipal(grant, grant.expiresAt) : undefined;
    return principal && { ...principal, session };
  }

  async endSession(text: string): Promise<void> {
    await this.#credentials.takeGrant(digest(text));
  }

  #toPrincipal({ kind, scopes, expiresAt, keyId }: Grant, endsAt: number | undefined): Principal | undefined {
    if (expiresAt <= this.#now()) return undefined;
    const name = keyId === undefined ? kind : `${kind} of key ${keyId}`;
    return { scopes: new Set(scopes), name, isAnonymous: false, expiresAt: endsAt, keyId };
  }
}
