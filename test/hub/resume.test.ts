import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/hub/batch.ts";
import { Hub } from "../../src/hub/hub.ts";
import { sqlite } from "../../src/hub/store/sqlite.ts";
import { toCursorText } from "../../src/metric/cursor.ts";
import { eventOf, metaOf, metricOf } from "../support/hub/metric.ts";
import { storeOptions } from "../support/hub/store-options.ts";
import { scaled } from "../support/scale.ts";
import { tempFolder } from "../support/temp-folder.ts";

const startMs = Date.parse("2026-01-05T12:00:00.000Z");
const userTtlMs = 60_000;
const retentionMs = 180_000;

type Step =
  | { type: "metric"; userId: string; secondsAgo: number }
  | { type: "events"; count: number }
  | { type: "gone"; userId: string }
  | { type: "wait"; seconds: number }
  | { type: "read"; breakOffAfter: number }
  | { type: "restart" };

const userId = fc.constantFrom("ada", "bob", "eve");
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant("metric" as const), userId, secondsAgo: fc.nat(90) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("events" as const), count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("gone" as const), userId }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 120 }) }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("read" as const), breakOffAfter: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("restart" as const) }) },
);

/** A hub whose clock the test moves, and what its viewers should see in the end. */
class World {
  readonly acceptedEvents: string[] = [];
  readonly #folder: string;
  #hub!: Hub;
  #nowMs = startMs;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<World> {
    const world = new World(folder);
    await world.start();
    return world;
  }

  get hub(): Hub {
    return this.#hub;
  }

  async start(): Promise<void> {
    const store = await sqlite.open(storeOptions({ stateFolder: this.#folder, eventsKept: 4, retentionMs }));
    this.#hub = await Hub.open(store, { userTtlMs, now: () => this.#nowMs });
  }

  async take(step: Exclude<Step, { type: "read" }>): Promise<void> {
    switch (step.type) {
      case "metric": {
        const timestamp = new Date(this.#nowMs - step.secondsAgo * 1_000).toISOString();
        await this.hub.accept([{ metric: metricOf(step.userId, { timestamp }), meta: metaOf("m") }]);
        return;
      }
      case "events":
        for (let sent = 0; sent < step.count; sent += 1) await this.#send("feature_used", "ada");
        return;
      case "gone":
        return this.#send("user_gone", step.userId);
      case "wait":
        this.#nowMs += step.seconds * 1_000;
        await this.hub.sweep();
        await this.hub.prune();
        return;
      case "restart":
        await this.hub.close();
        await this.start();
    }
  }

  async #send(type: string, user: string): Promise<void> {
    const event = { ...eventOf(`e${this.acceptedEvents.length}`), type, userId: user };
    this.acceptedEvents.push(event.id);
    await this.hub.acceptEvents([{ ...event, timestamp: new Date(this.#nowMs).toISOString() }]);
  }
}

/** A viewer that breaks off anywhere and comes back with its cursor. */
class Viewer {
  isReset = false;
  readonly users = new Map<string, string>();
  readonly events: string[] = [];
  missed = 0;
  cursor: string | undefined;

  /** Reads until it is level, or until it has had enough; tells whether it got everything. */
  async read(hub: Hub, changesWanted = Number.POSITIVE_INFINITY): Promise<void> {
    let place = await hub.startFrom(this.cursor);
    for (let left = changesWanted; ;) {
      const batch = await hub.read(place);
      if (batch.isReset) this.#startAnew();
      for (const entry of batch.entries.slice(0, left)) this.#apply(entry, batch.epoch);
      left -= batch.entries.length;
      if (left < 0) return;
      this.cursor = toCursorText({ epoch: batch.epoch, seq: batch.end.seq });
      if (batch.isLevel) return;
      place = batch.end;
    }
  }

  #startAnew(): void {
    this.users.clear();
    this.isReset = true;
  }

  #apply(entry: Entry, epoch: string): void {
    if (entry.type === "user") this.users.set(entry.userId, entry.metricJson);
    if (entry.type === "left") this.users.delete(entry.userId);
    if (entry.type === "event") this.events.push((JSON.parse(entry.eventJson) as { id: string }).id);
    if (entry.type === "gap") this.missed += entry.events;
    this.cursor = toCursorText({ epoch, seq: entry.seq });
  }
}

describe("a viewer that comes back with its cursor", () => {
  it(
    "has everything or was told what is missing, whatever happened meanwhile",
    { timeout: scaled({ small: 60_000, full: 600_000 }) },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
          await using folder = await tempFolder();
          const world = await World.open(folder.path);
          const viewer = new Viewer();
          // From the first moment on, so that every event is either seen or missed.
          await viewer.read(world.hub);
          for (const step of steps)
            if (step.type === "read") await viewer.read(world.hub, step.breakOffAfter);
            else await world.take(step);

          await viewer.read(world.hub);
          const fresh = new Viewer();
          await fresh.read(world.hub);
          await world.hub.close();

          expect(viewer.users).toEqual(fresh.users);
          expect(viewer.events).toEqual([...new Set(viewer.events)]);
          if (!viewer.isReset) expect(viewer.events.length + viewer.missed).toBe(world.acceptedEvents.length);
        }),
        { numRuns: scaled({ small: 25, full: 1_000 }) },
      );
    },
  );
});
