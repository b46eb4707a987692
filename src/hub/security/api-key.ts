import { randomBytes } from "node:crypto";
import type { CredentialStore, StoredKey } from "../store/store.ts";
import { digest, isSameDigest, randomSecret } from "./digest.ts";
import type { Principal, Scope } from "./principal.ts";

interface NewKey {
  name: string;
  scopes: readonly Scope[];
  now: number;
}

/**
 * Makes a key. `text` is `lm_<id>_<secret>`: a beginning that secret scanners know, an id that may be seen, and a secret
 * that is kept nowhere.
 */
export function createKey({ name, scopes, now }: NewKey): { text: string; stored: StoredKey } {
  const id = randomBytes(4).toString("hex");
  const secret = randomSecret();
  return {
    text: `lm_${id}_${secret}`,
    stored: { id, name, scopes: [...scopes], hash: digest(secret), createdAt: now, revokedAt: undefined },
  };
}

const keyText = /^lm_([0-9a-f]{8})_([0-9a-f]{48})$/;

/** Whether a text looks like a key of ours, right or wrong. */
export function isKeyText(text: string): boolean {
  return text.startsWith("lm_");
}

/** Who shows this key; undefined when it is none, is not known, or was revoked. */
export async function findKeyHolder(text: string, credentials: CredentialStore): Promise<Principal | undefined> {
  const [, id = "", secret = ""] = keyText.exec(text) ?? [];
  const key = await credentials.findKey(id);
  // Compared also when there is no such key, so that the time does not tell which ids exist.
  const isRight = isSameDigest(digest(secret), key?.hash ?? digest(""));
  if (!key || !isRight || key.revokedAt !== undefined) return undefined;

  return {
    scopes: new Set(key.scopes),
    name: `key ${key.id}`,
    isAnonymous: false,
    expiresAt: undefined,
    keyId: key.id,
  };
}
