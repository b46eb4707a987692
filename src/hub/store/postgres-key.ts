import { createHash } from "node:crypto";

/** Stands for an id where it is looked up: an index takes no text of more than 2.7 KB, and an id may be longer. */
export function keyOf(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}
