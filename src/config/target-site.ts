import { findPrivacyFault, type Privacy } from "../site/privacy.ts";
import type { Site } from "../site/schema.ts";
import { siteFields, type SiteField } from "../site/site-fields.ts";
import type { StepList } from "../site/steps.ts";
import type { TargetConfig } from "./schema.ts";

/** Where a target and its site do not fit together, by the key of the target to point at. */
export interface Misfit {
  key: string[];
  message: string;
}

/** The site as one target wants it read: its own locale, time zone and policies in the place of the site's. */
export function toTargetSite(site: Site, { locale, timeZone, privacy }: TargetConfig): Site {
  const fields = { ...site.fields };
  for (const [name, policy] of Object.entries(privacy) as [SiteField, Privacy][])
    if (fields[name]) fields[name] = { ...fields[name], privacy: policy };
  return { ...site, locale: locale ?? site.locale, timeZone: timeZone ?? site.timeZone, fields };
}

/** Says before any browser is started what could only fail later. */
export function findMisfits(site: Site, { login, privacy }: TargetConfig): Misfit[] {
  return [...findLoginMisfits(site, login), ...findPrivacyMisfits(site, privacy)];
}

function findLoginMisfits(site: Site, login: TargetConfig["login"]): Misfit[] {
  if (login === undefined) return [];
  if (site.login === undefined)
    return [{ key: ["login"], message: "is given, but the site does not say how to sign in" }];
  const lacking = secretsOf(site.login.steps).find((name) => !(name in login));
  return lacking === undefined ? [] : [{ key: ["login"], message: `lacks “${lacking}”, which the site's login types` }];
}

function secretsOf(steps: StepList): string[] {
  if (!Array.isArray(steps)) return [];
  return steps.flatMap(({ type, options }) =>
    type === "type" && options.secret !== undefined ? [options.secret] : [],
  );
}

function findPrivacyMisfits({ fields }: Site, privacy: TargetConfig["privacy"]): Misfit[] {
  return siteFields.flatMap((name) => {
    const policy = privacy[name];
    if (policy === undefined) return [];
    if (!fields[name]) return [{ key: ["privacy", name], message: `is for a field that the site does not read` }];
    const fault = findPrivacyFault(name, policy);
    return fault ? [{ key: ["privacy", name], message: fault }] : [];
  });
}
