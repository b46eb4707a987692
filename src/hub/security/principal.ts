/** What a caller may do: send, or read. */
export const scopes = ["ingest", "read"] as const;
export type Scope = (typeof scopes)[number];

/** Who a request comes from, as far as it matters. */
export interface Principal {
  scopes: ReadonlySet<Scope>;
  /** For limits and the log; never secret: `key k3f9`, `token of ada`, `127.0.0.1`. */
  name: string;
  /** Nothing was shown, and nothing was asked for. */
  isAnonymous: boolean;
  /** Epoch milliseconds after which it counts no more, on a connection that is open as well. */
  expiresAt: number | undefined;
  /** The key behind it, which may be revoked. */
  keyId: string | undefined;
  /** The hash of the session behind it, which may be signed out. */
  session?: string | undefined;
}
