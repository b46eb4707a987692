import type { UserEvent } from "../metric/event.ts";
import type { MetricRecord } from "../metric/meta.ts";
import type { Host } from "./host.ts";

/** What has changed since the last time that subscribers were told. */
export interface Changes {
  /** Users who are new or whose record is another, as they are now. */
  changed: MetricRecord[];
  /** Ids of users who are no longer there. */
  left: string[];
}

export interface Told extends Changes {
  events: UserEvent[];
  hasNewRuns: boolean;
}

/** About one frame of a screen: what comes faster than that is told together. */
const pauseMs = 16;

/** Collects what is new and tells it: at once after a pause, else when the pause is over. */
export interface News {
  /** Without a record he is gone. */
  addUser(userId: string, record: MetricRecord | undefined): void;
  addEvent(event: UserEvent): void;
  addRuns(): void;
  /** To be called when a message has been taken in whole. */
  tellSoon(): void;
  tellNow(): void;
}

export function createNews({ elapsed, after }: Host, tell: (told: Told) => void): News {
  const users = new Map<string, MetricRecord | undefined>();
  let events: UserEvent[] = [];
  let hasNewRuns = false;
  let toldAt = -Infinity;
  let cancel: (() => void) | undefined;

  const tellNow = (): void => {
    cancel?.();
    cancel = undefined;
    if (users.size === 0 && events.length === 0 && !hasNewRuns) return;

    const told: Told = { changed: [], left: [], events, hasNewRuns };
    for (const [userId, record] of users) {
      if (record) told.changed.push(record);
      else told.left.push(userId);
    }
    users.clear();
    events = [];
    hasNewRuns = false;
    toldAt = elapsed();
    tell(told);
  };

  return {
    addUser(userId, record) {
      // Taken out first, so that changes come in the order in which they were last made.
      users.delete(userId);
      users.set(userId, record);
    },
    addEvent: (event) => void events.push(event),
    addRuns: () => void (hasNewRuns = true),
    tellSoon() {
      const leftMs = toldAt + pauseMs - elapsed();
      if (leftMs <= 0) tellNow();
      else cancel ??= after(leftMs, tellNow);
    },
    tellNow,
  };
}
