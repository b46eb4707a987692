import type { UserEvent } from "../metric/event.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { Agenda } from "./agenda.ts";
import type { Crowd } from "./crowd.ts";

/** What happened in a crowd up to a time, from the time before. */
export interface Changes {
  /** Made as they are read: who is not described here can be at the same time elsewhere. */
  metrics: Iterable<UserMetric>;
  events: UserEvent[];
}

/** Lets everybody act when they would: what happens by a time does not depend on how often one looks. */
export function liveAtOwnPace(crowd: Crowd): (nowMs: number) => Changes {
  const agenda = new Agenda(crowd.count);
  for (let who = 0; who < crowd.count; who += 1) agenda.add(who, crowd.begin(who).atMs);

  return (nowMs) => {
    const changed = new Set<number>();
    const events: UserEvent[] = [];
    while (agenda.nextAtMs <= nowMs) {
      const atMs = agenda.nextAtMs;
      const who = agenda.take()!;
      agenda.add(who, crowd.live(who, atMs, events).atMs);
      changed.add(who);
    }
    return { metrics: changed.values().map((who) => crowd.describe(who, crowd.goneSince(who) ?? nowMs)), events };
  };
}
