import { isCount, isNamed, isObject, isTime, toArray, type Json } from "../../client/json.ts";
import type { UserEvent } from "../../metric/event.ts";
import type { HistoryStep } from "./timeline.ts";

/** What one page of events may hold at the hub. */
const eventsAPage = 1_000;
const pagesAtMost = 10;

/** Calls of a hub beside its stream. Each gives nothing where there is no such hub: the page then shows what it sees itself. */
export class HubApi {
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  async history(signal: AbortSignal): Promise<HistoryStep[]> {
    const body = await this.#read("api/history", signal);
    return toArray(body?.["steps"]).flatMap((step) => readStep(step));
  }

  /** Events from then on, newest first, and since when they are all of them. */
  async eventsSince(
    from: number,
    signal: AbortSignal,
  ): Promise<{ events: UserEvent[]; knownSince: number } | undefined> {
    const events: UserEvent[] = [];
    let to: number | undefined;
    for (let page = 0; page < pagesAtMost; page++) {
      const until = to === undefined ? "" : `&to=${to}`;
      const body = await this.#read(`api/events?from=${from}${until}&limit=${eventsAPage}`, signal);
      if (!body) return page === 0 ? undefined : { events, knownSince: to ?? Infinity };
      const read = toArray(body["events"]).filter(isEvent);
      events.push(...read);
      const oldest = read.at(-1);
      if (body["more"] !== true || !oldest) return { events, knownSince: from };
      // Events of one and the same millisecond must not part: the next page may tell some again.
      to = Math.max(from + 1, Date.parse(oldest.timestamp) + 1);
    }
    return { events, knownSince: to ?? from };
  }

  /** Names of the targets that can be run from here. */
  async runnableTargets(signal: AbortSignal): Promise<string[]> {
    const body = await this.#read("api/targets", signal);
    return toArray(body?.["targets"])
      .filter((target): target is Json => isObject(target) && target["canRun"] === true)
      .map((target) => target["target"])
      .filter((name) => isNamed(name));
  }

  /** Returns why it was refused; undefined where a run begins. */
  async run(target: string): Promise<string | undefined> {
    try {
      const response = await fetch(this.#url(`api/targets/${encodeURIComponent(target)}/run`), { method: "POST" });
      if (response.ok) return undefined;
      const body: unknown = await response.json().catch(() => undefined);
      return isObject(body) && isNamed(body["error"]) ? body["error"] : `The hub answered ${response.status}.`;
    } catch {
      return "The hub was not reached.";
    }
  }

  async #read(path: string, signal: AbortSignal): Promise<Json | undefined> {
    try {
      const response = await fetch(this.#url(path), { signal });
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
  if (!isObject(step) || !isTime(step["at"]) || !isCount(step["active"]) || !isCount(step["events"])) return [];
  return [{ at: Date.parse(step["at"]), active: step["active"], events: step["events"] }];
}

function isEvent(event: unknown): event is UserEvent {
  if (!isObject(event) || !isObject(event["data"])) return false;
  return isNamed(event["id"]) && isNamed(event["type"]) && isNamed(event["userId"]) && isTime(event["timestamp"]);
}
