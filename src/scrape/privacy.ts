import { createHmac } from "node:crypto";
import { withheld } from "../metric/observation.ts";
import { findPrivacyFault, type Privacy } from "../site/privacy.ts";
import { sourcesOf } from "../site/field.ts";
import type { Site } from "../site/schema.ts";
import { siteFields, type SiteField } from "../site/site-fields.ts";
import type { Outcome } from "../site/transforms/transform.ts";

export type Policies = Readonly<Partial<Record<SiteField, Exclude<Privacy, "keep">>>>;

/**
 * Which fields of a site are not kept as they are. A field without a policy of its own that is read `from` others, or
 * joined of them, has the strictest of theirs.
 */
export function policiesOf(site: Site): Policies {
  return Object.fromEntries(
    siteFields.flatMap((name) => {
      const policy = site.fields[name]?.privacy ?? inherit(name, site);
      return policy === "keep" ? [] : [[name, policy]];
    }),
  );
}

const byStrictness = ["keep", "mask", "hash", "drop"] as const satisfies Privacy[];

function inherit(name: SiteField, site: Site): Privacy {
  const origins = sourcesOf(site.fields[name]).flatMap((source) => (source.type === "from" ? [source.field] : []));
  const strictness = origins.map((origin) => byStrictness.indexOf(site.fields[origin]?.privacy ?? "keep"));
  const policy = byStrictness[Math.max(0, ...strictness)]!;
  if (findPrivacyFault(name, policy) === undefined) return policy;
  // There is no user without an id, and no shape that a number or a time could keep.
  return name === "userId" ? "hash" : "drop";
}

/** Applies a policy to what was read; reasons quote nothing where `readField` was told that the field is hidden. */
export function protect(
  name: SiteField,
  outcome: Outcome,
  { policies, salt }: { policies: Policies; salt: string },
): Outcome {
  const policy = policies[name];
  if (policy === undefined || "missing" in outcome) return outcome;
  if (policy === "drop") return { missing: withheld };

  const text = String(outcome.value);
  const isEmail = name === "email";
  if (policy === "hash") return { value: isEmail ? `${hash(text, salt)}@hashed.invalid` : hash(text, salt) };
  return { value: isEmail ? maskEmail(text) : mask(text) };
}

/** A reason without the text of the page that it quotes. */
export function veil(reason: string): string {
  return reason.replaceAll(/“[^”]*”/g, "“…”");
}

/** 96 bits: enough that no two of a million million users fall together, short enough to be read. */
function hash(text: string, salt: string): string {
  return createHmac("sha256", salt).update(text.normalize("NFC")).digest("hex").slice(0, 24);
}

/** The first letter and the shape of the rest; of a single letter its shape alone. */
export function mask(text: string): string {
  const [first = ""] = /^.\p{M}*/su.exec(text) ?? [];
  const rest = text.slice(first.length);
  return rest === "" ? shapeOf(first) : first + shapeOf(rest);
}

function maskEmail(text: string): string {
  const [name = "", domain = ""] = text.split("@");
  return `${mask(name)}@${shapeOf(domain)}`;
}

/** Letters become x and digits 0; what stands between them stays. */
export function shapeOf(text: string): string {
  return text.replaceAll(/\p{L}\p{M}*/gu, "x").replaceAll(/\p{N}/gu, "0");
}
