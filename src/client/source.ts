import { parseCursor } from "../metric/cursor.ts";
import type { MetricRecord } from "../metric/meta.ts";
import type { RunReport } from "../metric/run-report.ts";
import type { Arrival, Item } from "./incoming.ts";
import type { News } from "./news.ts";
import type { Users } from "./users.ts";

interface SourceOptions {
  /** What sources put together. */
  users: Users;
  runs: Map<string, RunReport>;
  news: News;
  isNewEvent: (key: string | undefined) => boolean;
  addUnreadable: (count: number) => void;
}

interface Staged {
  users: Map<string, MetricRecord>;
  runs: Map<string, RunReport>;
}

/** One server: where we stand in its history, over all connections and transports to it. */
export interface Source {
  readonly cursor: string | undefined;
  /** Events that were lost since `dismissGap`. */
  readonly lostEvents: number;
  /** A hub says who leaves; of a server of the guide nobody hears it. */
  readonly tellsWhoLeaves: boolean;
  dismissGap(): void;
  /** Takes in a message, of which is told soon, and at once when nothing is left to come. */
  take(arrival: Arrival): void;
}

export function createSource({ users, runs, news, isNewEvent, addUnreadable }: SourceOptions): Source {
  let known: string | undefined;
  let tellsWhoLeaves = false;
  /** Whose runs it has told. */
  let targets = new Set<string>();
  /** Another history, which takes the place of ours when it is complete: until then our users stay in view. */
  let staged: Staged | undefined;
  let gapAfter: string | undefined;
  let gapEvents = 0;
  let lostBefore = 0;

  const stage = (): void => {
    staged = { users: new Map(), runs: new Map() };
  };
  const commit = (): void => {
    if (!staged) return;
    users.replace(staged.users, source);
    for (const target of targets) if (!staged.runs.has(target)) runs.delete(target);
    targets = new Set(staged.runs.keys());
    for (const [target, run] of staged.runs) runs.set(target, run);
    staged = undefined;
    news.addRuns();
  };
  const isOtherHistory = (cursor: string | undefined): boolean => {
    if (!cursor || !known) return false;
    return parseCursor(cursor)?.epoch !== parseCursor(known)?.epoch;
  };

  const takeRun = (run: RunReport): void => {
    const { target } = run;
    const told = staged?.runs ?? runs;
    const former = told.get(target);
    if (former && Date.parse(former.endedAt) >= Date.parse(run.endedAt)) return;
    told.set(target, run);
    if (staged) return;
    targets.add(target);
    news.addRuns();
  };
  /** Told again after the same cursor, it is the same gap: the connection broke before it got any further. */
  const takeGap = (events: number, after: string): void => {
    if (after !== gapAfter) lostBefore += gapEvents;
    gapAfter = after;
    gapEvents = events;
  };
  const takeItem = (item: Item): void => {
    if (item.type === "reset") stage();
    else if (item.type === "run") takeRun(item.run);
    else if (item.type === "gap") takeGap(item.events, item.after);
    else if (item.type === "event" && isNewEvent(item.key)) news.addEvent(item.event);
    else if (item.type === "standing" && item.behind === 0) {
      commit();
      // Who is told next that all is here has it.
      news.tellNow();
    } else if (item.type === "user") {
      if (staged) staged.users.set(item.record.metric.userId, item.record);
      else users.put(item.record, source);
    } else if (item.type === "left") {
      if (staged) staged.users.delete(item.userId);
      else users.remove(item.userId, source);
    }
  };

  const source: Source = {
    get cursor() {
      return known;
    },
    get lostEvents() {
      return lostBefore + gapEvents;
    },
    get tellsWhoLeaves() {
      return tellsWhoLeaves;
    },
    dismissGap() {
      lostBefore = 0;
      gapEvents = 0;
    },
    take({ items, cursor, isHub, unreadable }) {
      tellsWhoLeaves = isHub;
      if (isOtherHistory(cursor)) stage();
      for (const item of items) takeItem(item);
      known = cursor ?? known;
      // A client of the guide is never told that a state is complete.
      if (!isHub) commit();
      addUnreadable(unreadable);
      news.tellSoon();
    },
  };
  return source;
}
