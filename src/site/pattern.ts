import { z } from "zod";

/** A JavaScript regular expression, read with the u flag. */
export const pattern = z.string().min(1).refine(isPattern, "is not a regular expression");

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, "u") instanceof RegExp;
  } catch {
    // The constructor is the only judge of a pattern; its refusal is the answer.
    return false;
  }
}
