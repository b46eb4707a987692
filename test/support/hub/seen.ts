import { EventEmitter, once } from "node:events";
import type { UserEvent } from "../../../src/metric/event.ts";
import type { RunReport } from "../../../src/metric/run-report.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import type { LeftReason } from "../../../src/metric/wire.ts";

interface Told {
  metrics?: UserMetric[];
  events?: UserEvent[];
  left?: { userId: string; reason: LeftReason }[];
  runs?: RunReport[];
  cursor?: string;
}

/** What a viewer was sent, in order, and the state that comes of it. */
export class Seen extends EventEmitter {
  users = new Map<string, UserMetric>();
  readonly updates: UserMetric[] = [];
  readonly events: UserEvent[] = [];
  readonly left: string[] = [];
  readonly runs = new Map<string, RunReport>();
  /** Events that were announced as lost, by the cursor after which they were; told again, it is the same gap. */
  readonly gaps = new Map<string, number>();
  cursor: string | undefined;
  resets = 0;
  beats = 0;

  take({ metrics = [], events = [], left = [], runs = [], cursor }: Told): void {
    for (const metric of metrics) this.users.set(metric.userId, metric);
    for (const { userId } of left) this.users.delete(userId);
    for (const run of runs) this.runs.set(run.target, run);
    this.updates.push(...metrics);
    this.events.push(...events);
    this.left.push(...left.map(({ userId, reason }) => `${userId} ${reason}`));
    this.cursor = cursor ?? this.cursor;
    this.emit("change");
  }

  reset(): void {
    this.users.clear();
    this.resets += 1;
    this.emit("change");
  }

  gap(events: number, cursor: string): void {
    this.gaps.set(cursor, events);
    this.emit("change");
  }

  get missed(): number {
    return [...this.gaps.values()].reduce((sum, events) => sum + events, 0);
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

/** With a cursor the viewer resumes; `seen` goes on from what another viewer has seen. */
export type OpenViewer = (url: string, since?: string, seen?: Seen) => Promise<Viewer>;
