import type { Site } from "../site/schema.ts";
import { readClaim } from "./claims.ts";
import { contextOf } from "./extract.ts";
import { findItems, type PageReading } from "./reading.ts";

/**
 * The app's own total; where the site names the element that states it, `unfound` says that there is no such element,
 * `unread` that no number is to be read there.
 */
export type Claimed = number | "unfound" | "unread" | undefined;

/** What the app itself says it has: in words on the page, in its JSON, or in the table's own count. */
export function findClaim(site: Site, reading: PageReading, now: Date): Claimed {
  const { claim, ariaRowCount } = reading.capture;
  if (site.claims !== undefined) {
    if (typeof claim !== "string") return "unfound";
    return readClaim(claim, site.claims.pattern, contextOf(site, now)) ?? "unread";
  }
  const total = findItems(site, reading)?.total;
  return typeof total === "number" ? total : ariaRowCount;
}
