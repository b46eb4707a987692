import { z } from "zod";

/** In UTF-16 code units. */
export const longestIdentifier = 1_024;

/**
 * What things are known by: kept by stores as plain text, which cannot hold every character. A lone surrogate would be
 * stored as another character, and two names would become one.
 */
export const identifier = z
  .string()
  .min(1, "must not be empty")
  .max(longestIdentifier, "must be at most 1,024 characters long")
  .refine(isPlain, "must be well-formed text without control characters");

/** Whether every store keeps it as it is. */
export function isPlain(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text);
}
