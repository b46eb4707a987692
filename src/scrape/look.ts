import type { Tab } from "../browser/tab.ts";
import { sourcesOf } from "../site/field.ts";
import type { Site } from "../site/schema.ts";
import { readPath } from "../site/json-path.ts";
import { siteFields } from "../site/site-fields.ts";
import type { StepList } from "../site/steps.ts";
import type { Documents } from "./documents.ts";
import type { CapturePlan } from "./in-page.ts";
import { capturePage } from "./page-tasks.ts";
import { toReads } from "./plan.ts";
import { findItems, type PageReading } from "./reading.ts";

/** What of the page's traffic and globals a site wants to read, by the patterns and names in its selector file. */
export interface Wanted {
  responses: string[];
  frames: string[];
  globals: string[];
}

export function wantedOf(site: Site): Wanted {
  const sources = siteFields.flatMap((name) => sourcesOf(site.fields[name]));
  const data = site.data ?? [];
  return {
    responses: unique([
      ...data.map(({ response }) => response),
      ...sources.map((source) => (source.type === "response" ? source.url : undefined)),
      site.ready.response,
      ...awaitedBy(site.steps),
      ...awaitedBy(site.login?.steps ?? []),
    ]),
    frames: unique(data.map(({ frame }) => frame)),
    globals: unique([
      ...data.map(({ global }) => global),
      ...sources.map((source) => (source.type === "global" ? source.name : undefined)),
    ]),
  };
}

function unique(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))];
}

function awaitedBy(steps: StepList): (string | undefined)[] {
  return Array.isArray(steps) ? steps.map((step) => (step.type === "wait" ? step.options.response : undefined)) : [];
}

/** Looks at the pages of one list, one after another. */
export class Looker {
  readonly #tab: Tab;
  readonly #site: Site;
  readonly #wanted: Wanted;
  /** Responses that earlier looks have seen. */
  readonly #seen = new Set<object>();

  constructor(tab: Tab, site: Site) {
    this.#tab = tab;
    this.#site = site;
    this.#wanted = wantedOf(site);
  }

  /**
   * Waits as the plan says and gathers what the page holds, in its document and beside it. Where it held other rows
   * `before`, those are waited out: `capture.changed` says whether others came.
   */
  async look(plan: CapturePlan, before?: PageReading): Promise<PageReading> {
    const isByItems = areItemsTheRows(this.#site);
    const former = before && signatureOf(before, this.#site);
    const wanted = isByItems ? plan : { ...plan, unlike: former };
    const since = performance.now();
    for (;;) {
      const reading = await this.#lookOnce(wanted);
      if (isByItems) reading.capture.changed = signatureOf(reading, this.#site) !== former;
      const goneMs = performance.now() - since;
      if (goneMs >= plan.ready.timeoutMs || isOver(reading) || this.#hasItems(reading, goneMs))
        return this.#remember(reading);
      await this.#tab.waitForTraffic({ timeoutMs: Math.ceil(Math.min(lookAgainMs, plan.ready.timeoutMs - goneMs)) });
    }
  }

  #remember(reading: PageReading): PageReading {
    for (const response of reading.documents.responses) this.#seen.add(response);
    return reading;
  }

  /** Where rows are made of JSON, no element tells that it has come. */
  #hasItems(reading: PageReading, goneMs: number): boolean {
    const { data, ready } = this.#site;
    if (data === undefined) return true;
    const better = data.slice(0, findItems(this.#site, reading)?.origin ?? 0);
    // What the page was served with is there at once; what its socket says of the same is newer.
    if (better.some(({ wait = 0 }) => goneMs < wait)) return false;
    if (!areItemsTheRows(this.#site)) return true;
    return reading.capture.changed && countItems(reading, this.#site) >= ready.rows;
  }

  async #lookOnce(plan: CapturePlan): Promise<PageReading> {
    const capture = await capturePage(this.#tab, plan);
    return { capture, documents: await this.#gather() };
  }

  async #gather(): Promise<Documents> {
    const { responses, frames, globals } = this.#wanted;
    const values = await Promise.all(globals.map(async (name) => [name, await this.#readGlobal(name)] as const));
    const received = responses.length === 0 ? [] : await this.#tab.responses();
    return {
      responses: received,
      earlier: received.filter((response) => this.#seen.has(response)).length,
      frames: frames.length === 0 ? [] : [...this.#tab.frames()],
      globals: Object.fromEntries(values.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    };
  }

  async #readGlobal(name: string): Promise<string | undefined> {
    const value = await this.#tab.evaluateInPage(name);
    return value.ok ? value.json : undefined;
  }
}

/** Globals come without any traffic, so they are looked for now and then. */
const lookAgainMs = 200;

/** What says that no rows will come. */
function isOver({ capture: { emptyMarker, walls, passwordField, loaded } }: PageReading): boolean {
  return emptyMarker || walls.length > 0 || (passwordField && loaded);
}

/** Whether nothing stands there that a person would call a row. */
export function isBare(reading: PageReading, site: Site): boolean {
  return areItemsTheRows(site) ? countItems(reading, site) === 0 : reading.capture.rows.length === 0;
}

/** Tells the rows of one look from those of another. */
export function signatureOf(reading: PageReading, site: Site): string {
  return areItemsTheRows(site) ? `[${identitiesOf(reading, site).join()}]` : reading.capture.signature;
}

/** What tells each row from the others. */
export function identitiesOf(reading: PageReading, site: Site): string[] {
  if (!areItemsTheRows(site)) {
    const { identity } = toReads(site);
    const { rows } = reading.capture;
    return rows.map((cells) => JSON.stringify(identity.length > 0 ? identity.map((at) => cells[at]) : cells));
  }
  const found = findItems(site, reading);
  if (found === undefined) return [];
  const { by } = site.data![found.origin]!;
  return found.items.map((item) => JSON.stringify(by === undefined ? item : (readPath(item, by) ?? null)));
}

function countItems(reading: PageReading, site: Site): number {
  return findItems(site, reading)?.items.length ?? 0;
}

function areItemsTheRows({ rows, data }: Site): boolean {
  return rows === undefined && data !== undefined;
}
