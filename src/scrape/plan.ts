import type { Field, SiteField } from "../site/field.ts";
import type { Site } from "../site/schema.ts";
import type { CapturePlan, PageRead, RowRead } from "./in-page.ts";

/** Where a field's raw text stands in a capture. */
export interface Slot {
  list: "row" | "page";
  index: number;
}

interface Reads {
  rowReads: RowRead[];
  pageReads: PageRead[];
  slots: Partial<Record<SiteField, Slot>>;
}

/** What to ask of the page for a site, and where each answer will stand. */
export function toPlan(site: Site): Reads {
  const reads: Reads = { rowReads: [], pageReads: [], slots: {} };
  for (const [name, { source }] of Object.entries(site.fields) as [SiteField, Field][]) {
    switch (source.type) {
      case "from":
        break;
      case "localStorage":
      case "sessionStorage":
      case "page":
        reads.slots[name] = { list: "page", index: reads.pageReads.push(source) - 1 };
        break;
      default:
        reads.slots[name] = { list: "row", index: reads.rowReads.push(source) - 1 };
    }
  }
  return reads;
}

export function toCapturePlan(site: Site): CapturePlan {
  const { rowReads, pageReads } = toPlan(site);
  const { rows, selector, timeout } = site.ready;
  return { rows: site.rows, empty: site.empty, ready: { rows, selector, timeoutMs: timeout }, rowReads, pageReads };
}
