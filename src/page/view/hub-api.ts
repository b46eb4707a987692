import type { Item } from "../../client/incoming.ts";
import { isAmount, isFilledText, isObject, isTime, toArray, type Json } from "../../client/json.ts";
import type { MetricsService } from "../../client/metrics-service.ts";
import { readEvent } from "../../client/read-items.ts";
import type { UserEvent } from "../../metric/event.ts";
import type { HistoryStep } from "./timeline.ts";

/** What one page of events may hold at the hub. */
const eventsAPage = 1_000;
const pagesAtMost = 10;

export interface Past {
  steps: readonly HistoryStep[];
  events: readonly UserEvent[];
  /** Since when `events` are all there were; undefined where the hub tells none. */
  knownSince: number | undefined;
}

export interface TargetState {
  target: string;
  /** Whether a run can be asked for from here. */
  canRun: boolean;
  lastGoodAt: number | undefined;
}

/** A source that sends much that is older than what is known of its users. */
export interface OlderSource {
  source: string;
  /** Within a minute. */
  metrics: number;
}

/** What the hub knows of targets beside their last runs, and of other sources. */
export interface TargetNews {
  states: readonly TargetState[];
  older: readonly OlderSource[];
}

/** Calls of a hub beside its stream. Each gives nothing where there is no such hub: the page then shows what it sees itself. */
export class HubApi {
  readonly #service: Pick<MetricsService, "fetch">;
  readonly #baseUrl: string;

  /** The service is let in at the hub, also where the page comes from elsewhere. */
  constructor(service: Pick<MetricsService, "fetch">, baseUrl: string) {
    this.#service = service;
    this.#baseUrl = baseUrl;
  }

  async history(signal: AbortSignal): Promise<HistoryStep[]> {
    const body = await this.#read("api/history", signal);
    return toArray(body?.["steps"]).flatMap((step) => readStep(step));
  }

  /** All that is known from then on. */
  async past(from: number, signal: AbortSignal): Promise<Past> {
    const [steps, past] = await Promise.all([this.history(signal), this.#eventsSince(from, signal)]);
    return { steps, ...past };
  }

  /** Events from then on, newest first. */
  async #eventsSince(from: number, signal: AbortSignal): Promise<Omit<Past, "steps">> {
    const events: UserEvent[] = [];
    let to: number | undefined;
    for (let page = 0; page < pagesAtMost; page++) {
      const until = to === undefined ? "" : `&to=${to}`;
      const body = await this.#read(`api/events?from=${from}${until}&limit=${eventsAPage}`, signal);
      if (!body) break;
      const read = toArray(body["events"]).flatMap((sent) => toEvent(readEvent(sent)));
      events.push(...read);
      const oldest = read.at(-1);
      if (body["more"] !== true || !oldest) return { events, knownSince: from };
      // Events of one and the same millisecond must not part: the next page may tell some again.
      to = Math.max(from + 1, Date.parse(oldest.timestamp) + 1);
    }
    return { events, knownSince: to };
  }

  /** Undefined where the hub did not say. */
  async targets(signal: AbortSignal): Promise<TargetNews | undefined> {
    const body = await this.#read("api/targets", signal);
    if (!body) return undefined;
    return {
      states: toArray(body["targets"]).flatMap((target) => readTarget(target)),
      older: toArray(body["older"]).flatMap((source) => readOlder(source)),
    };
  }

  /** Returns why it was refused; undefined where a run begins. */
  async run(target: string): Promise<string | undefined> {
    try {
      const response = await this.#service.fetch(this.#url(`api/targets/${encodeURIComponent(target)}/run`), {
        method: "POST",
      });
      if (response.ok) return undefined;
      const body: unknown = await response.json().catch(() => undefined);
      return isObject(body) && isFilledText(body["error"]) ? body["error"] : `The hub answered ${response.status}.`;
    } catch {
      return "The hub was not reached.";
    }
  }

  async #read(path: string, signal: AbortSignal): Promise<Json | undefined> {
    try {
      const response = await this.#service.fetch(this.#url(path), { signal });
      const body: unknown = response.ok ? await response.json() : undefined;
      return isObject(body) ? body : undefined;
    } catch {
      // Away, or no hub at all: the pill tells which.
      return undefined;
    }
  }

  #url(path: string): URL {
    return new URL(path, this.#baseUrl);
  }
}

function readStep(step: unknown): HistoryStep[] {
  if (!isObject(step) || !isTime(step["at"]) || !isAmount(step["active"]) || !isAmount(step["events"])) return [];
  return [{ at: Date.parse(step["at"]), active: step["active"], events: step["events"] }];
}

function readTarget(sent: unknown): TargetState[] {
  if (!isObject(sent) || !isFilledText(sent["target"])) return [];
  const { target, canRun, lastGoodAt } = sent;
  return [{ target, canRun: canRun === true, lastGoodAt: isTime(lastGoodAt) ? Date.parse(lastGoodAt) : undefined }];
}

function readOlder(sent: unknown): OlderSource[] {
  if (!isObject(sent)) return [];
  const { source, metrics } = sent;
  return isFilledText(source) && isAmount(metrics) ? [{ source, metrics }] : [];
}

/** What has neither an id nor a time could not be told from others. */
function toEvent(item: Item | undefined): UserEvent[] {
  return item?.type === "event" && item.key !== undefined ? [item.event] : [];
}
