import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** SHA-256 in hex. Enough for what is hashed here: secrets of 192 random bits, which nobody can guess. */
export function digest(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Compares in a time that tells nothing; both are digests, and so of one length. */
export function isSameDigest(first: string, second: string): boolean {
  return timingSafeEqual(Buffer.from(first, "hex"), Buffer.from(second, "hex"));
}

/** 192 random bits, in hex. */
export function randomSecret(): string {
  return randomBytes(24).toString("hex");
}
