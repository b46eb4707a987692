import { sourcesOf, type Field } from "../site/field.ts";
import type { Site } from "../site/schema.ts";
import { siteFields, type SiteField } from "../site/site-fields.ts";
import type { Source } from "../site/source.ts";
import type { CapturePlan, ElementRead, PageRead } from "./in-page.ts";

/** Where the raw text of a source stands in a capture. */
export interface Slot {
  list: "row" | "page";
  index: number;
}

export interface Reads {
  rowReads: ElementRead[];
  pageReads: PageRead[];
  slots: ReadonlyMap<Source, Slot>;
  /** Which of `rowReads` tell one row from another: all that the userId is made of. */
  identity: number[];
  /** Where in `pageReads` the JSON of each of the site's `data` stands; undefined where it comes from elsewhere. */
  data: (number | undefined)[];
}

/** What to ask of the page for a site, and where each answer will stand. The same for every run of a site. */
export function toReads(site: Site): Reads {
  const known = readsOf.get(site);
  if (known) return known;

  const slots = new Map<Source, Slot>();
  const reads: Reads = { rowReads: [], pageReads: [], slots, identity: [], data: [] };
  const add = (source: Source): void => {
    if (source.type === "element" && source.scope.type !== "page")
      slots.set(source, { list: "row", index: reads.rowReads.push(source) - 1 });
    else {
      const read = toPageRead(source);
      if (read) slots.set(source, { list: "page", index: reads.pageReads.push(read) - 1 });
    }
  };
  for (const name of siteFields) for (const source of sourcesOf(site.fields[name])) add(source);

  reads.data = (site.data ?? []).map(({ embedded }) =>
    embedded ? reads.pageReads.push({ type: "embedded", selector: embedded }) - 1 : undefined,
  );
  reads.identity = identityOf(site)
    .map((source) => slots.get(source))
    .flatMap((slot) => (slot?.list === "row" ? [slot.index] : []));
  readsOf.set(site, reads);
  return reads;
}

const readsOf = new WeakMap<Site, Reads>();

/** Sources that are read elsewhere than in the document (responses, globals, items) have no place in a capture. */
function toPageRead(source: Source): PageRead | undefined {
  switch (source.type) {
    case "element":
    case "localStorage":
    case "sessionStorage":
    case "cookie":
    case "meta":
    case "page":
      return source;
    case "embedded":
      return { type: "embedded", selector: source.selector };
    default:
      return undefined;
  }
}

function identityOf(site: Site): Source[] {
  return sourcesOf(site.fields.userId).flatMap((source) =>
    source.type === "from" ? sourcesOf(site.fields[source.field]) : [source],
  );
}

export function toCapturePlan(site: Site): CapturePlan {
  const { rowReads, pageReads, identity } = toReads(site);
  const { rows, stable, selector, gone, skeleton, timeout } = site.ready;
  return {
    rows: site.rows,
    empty: site.empty,
    // Where the rows are items of JSON, there are no elements to wait for.
    ready: { rows: site.data && !site.rows ? 0 : rows, stableMs: stable, selector, gone, skeleton, timeoutMs: timeout },
    claim: site.claims?.text,
    walls: site.walls,
    rowReads,
    pageReads,
    identity,
    unlike: undefined,
    inspect: false,
  };
}

/** For a page that is settled: what is there is all that will be. */
export function withoutWaiting(plan: CapturePlan): CapturePlan {
  return { ...plan, ready: { ...plan.ready, timeoutMs: 0 } };
}

/** The fields that are read, in the metric's order. */
export function fieldsOf(site: Site): [SiteField, Field][] {
  return siteFields.flatMap((name) => {
    const field = site.fields[name];
    return field ? [[name, field] as [SiteField, Field]] : [];
  });
}
