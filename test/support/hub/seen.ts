import { EventEmitter, once } from "node:events";
import type { UserEvent } from "../../../src/metric/event.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";

/** What a viewer was sent, in order, and the state that comes of it. */
export class Seen extends EventEmitter {
  readonly users = new Map<string, UserMetric>();
  readonly updates: UserMetric[] = [];
  readonly events: UserEvent[] = [];
  cursor: string | undefined;
  resets = 0;

  take({ metrics = [], events = [], cursor }: { metrics?: UserMetric[]; events?: UserEvent[]; cursor?: string }): void {
    for (const metric of metrics) this.users.set(metric.userId, metric);
    this.updates.push(...metrics);
    this.events.push(...events);
    this.cursor = cursor ?? this.cursor;
    this.emit("change");
  }

  reset(): void {
    this.users.clear();
    this.resets += 1;
    this.emit("change");
  }

  async until(condition: (seen: Seen) => boolean): Promise<void> {
    while (!condition(this)) await once(this, "change");
  }
}

/** A client of one transport that knows no more than it must. */
export interface Viewer extends AsyncDisposable {
  seen: Seen;
  /** Resolves when the hub has ended it. */
  ended: Promise<unknown>;
  /** Stops reading without leaving. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

export type OpenViewer = (url: string, since?: string) => Promise<Viewer>;
