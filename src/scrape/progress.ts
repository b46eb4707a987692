import type { Site } from "../site/schema.ts";
import { extract, type ExtractOptions } from "./extract.ts";
import { findClaim } from "./claim.ts";
import { identitiesOf } from "./look.ts";
import type { PageReading } from "./reading.ts";

/**
 * Whether a list holds all that the app claims to have. Asked after every page, so it counts what tells the rows apart,
 * of new readings only; what that promises is then counted for certain.
 */
export function createProgress(site: Site, options: ExtractOptions): (readings: readonly PageReading[]) => boolean {
  const counted = new WeakSet<PageReading>();
  const seen = new Set<string>();

  return (readings) => {
    for (const reading of readings) {
      if (counted.has(reading)) continue;
      counted.add(reading);
      for (const identity of identitiesOf(reading, site)) seen.add(identity);
    }
    const claimed = findClaim(site, readings.at(-1)!, options.now);
    if (typeof claimed !== "number" || claimed === 0 || seen.size < claimed) return false;
    return extract(readings, site, options).rows >= claimed;
  };
}
