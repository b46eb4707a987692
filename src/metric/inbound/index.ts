import { canonical } from "./canonical.ts";
import { googleAnalytics } from "./google-analytics.ts";
import { mixpanel } from "./mixpanel.ts";
import { scraper } from "./scraper.ts";
import type { InboundShape } from "./shape.ts";

/** The shapes in which records arrive, by the name that `import --from` takes. */
export const inboundShapes = {
  canonical,
  scraper,
  "google-analytics": googleAnalytics,
  mixpanel,
} as const satisfies Record<string, InboundShape>;

export type InboundShapeName = keyof typeof inboundShapes;
