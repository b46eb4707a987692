import { z } from "zod";
import type { SiteField } from "./site-fields.ts";

/** What may become of a field that says something about a person. */
export const privacy = z.enum(["keep", "mask", "hash", "drop"]).meta({
  description:
    "What becomes of personal data before it is logged, stored or sent: keep; mask (first letter and shape); hash (the same for the same person, salted); drop",
});

export type Privacy = z.output<typeof privacy>;

const texts: ReadonlySet<SiteField> = new Set([
  "userId",
  "userName",
  "email",
  "company",
  "activeFeature",
  "lastAction",
]);

/** Why a policy does not fit a field; undefined where it does. */
export function findPrivacyFault(name: SiteField, policy: Privacy): string | undefined {
  if (name === "userId" && (policy === "mask" || policy === "drop"))
    return `must be keep or hash for userId: ${policy === "mask" ? "masked ids would make one person of many" : "without an id there is no user"}`;
  if (texts.has(name) || policy === "keep" || policy === "drop") return undefined;
  return `must be keep or drop for ${name}, which is no text`;
}
