import { canonical } from "./canonical.ts";
import { scraper } from "./scraper.ts";
import type { InboundShape } from "./shape.ts";

/** The shapes in which records arrive; the first that recognises a record reads it. */
export const inboundShapes: readonly InboundShape[] = [canonical, scraper];
