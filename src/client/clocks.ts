import type { Host } from "./host.ts";

/** A moment by both clocks: one may be set, the other may stand still while the machine sleeps. */
export interface Moment {
  now: number;
  elapsed: number;
}

export function toMoment({ now, elapsed }: Host): Moment {
  return { now: now(), elapsed: elapsed() };
}

/** How long ago that was, by the clock that says longer. */
export function msSince(moment: Moment, { now, elapsed }: Host): number {
  return Math.max(now() - moment.now, elapsed() - moment.elapsed);
}
