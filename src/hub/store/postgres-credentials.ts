import type { PostgresDatabase } from "./postgres-database.ts";
import type { CredentialStore, Grant, StoredKey } from "./store.ts";

/** Keys and grants: what one hub hands out, all of them know. */
export class PostgresCredentials implements CredentialStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async addKey({ id, name, scopes, hash, createdAt }: StoredKey): Promise<void> {
    const values = [id, name, scopes.join(" "), hash, createdAt];
    await this.#database.transaction((ask) => ask("INSERT INTO live_metrics.keys VALUES ($1, $2, $3, $4, $5)", values));
  }

  async findKey(id: string): Promise<StoredKey | undefined> {
    const [row] = await this.#database.ask<KeyRow>("SELECT * FROM live_metrics.keys WHERE id = $1", [id]);
    return row && toKey(row);
  }

  async listKeys(): Promise<StoredKey[]> {
    return (await this.#database.ask<KeyRow>("SELECT * FROM live_metrics.keys ORDER BY created_at, id")).map(toKey);
  }

  revokeKey(id: string, at: number): Promise<boolean> {
    return this.#database.transaction(async (ask) => {
      const revoked = await ask(
        "UPDATE live_metrics.keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id",
        [id, at],
      );
      if (revoked.length > 0) await ask("DELETE FROM live_metrics.grants WHERE key_id = $1", [id]);
      return revoked.length > 0;
    });
  }

  async addGrant({ hash, kind, scopes, expiresAt, endsAt, keyId }: Grant): Promise<void> {
    const values = [hash, kind, scopes.join(" "), expiresAt, endsAt, keyId];
    await this.#database.transaction((ask) =>
      ask("INSERT INTO live_metrics.grants VALUES ($1, $2, $3, $4, $5, $6)", values),
    );
  }

  async findGrant(hash: string): Promise<Grant | undefined> {
    const [row] = await this.#database.ask<GrantRow>("SELECT * FROM live_metrics.grants WHERE hash = $1", [hash]);
    return row && toGrant(row);
  }

  async takeGrant(hash: string): Promise<Grant | undefined> {
    const [row] = await this.#database.transaction((ask) =>
      ask<GrantRow>("DELETE FROM live_metrics.grants WHERE hash = $1 RETURNING *", [hash]),
    );
    return row && toGrant(row);
  }
}

interface KeyRow {
  id: string;
  name: string;
  scopes: string;
  hash: string;
  created_at: number;
  revoked_at: number | null;
}

function toKey({ id, name, scopes, hash, created_at: createdAt, revoked_at: revokedAt }: KeyRow): StoredKey {
  return { id, name, scopes: toScopes(scopes), hash, createdAt, revokedAt: revokedAt ?? undefined };
}

interface GrantRow {
  hash: string;
  kind: Grant["kind"];
  scopes: string;
  expires_at: number;
  ends_at: number | null;
  key_id: string | null;
}

function toGrant({ hash, kind, scopes, expires_at: expiresAt, ends_at: endsAt, key_id: keyId }: GrantRow): Grant {
  const ends = { expiresAt, endsAt: endsAt ?? undefined };
  return { hash, kind, scopes: toScopes(scopes), ...ends, keyId: keyId ?? undefined };
}

function toScopes(text: string): StoredKey["scopes"] {
  return text.split(" ") as StoredKey["scopes"];
}
