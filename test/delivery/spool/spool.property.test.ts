import fc from "fast-check";
import { expect, test } from "vitest";
import type { Item } from "../../../src/delivery/parcel.ts";
import type { SpoolQueue } from "../../../src/delivery/spool/spool-queue.ts";
import type { Spool } from "../../../src/delivery/spool/spool.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { toItem, recordOf } from "../../support/delivery/records.ts";
import { openSpool, queueOf, spoolFile } from "../../support/delivery/test-spool.ts";
import { makeEvent } from "../../support/user-metrics.ts";

const sinks = ["a", "b"] as const;
type Sink = (typeof sinks)[number];

const sink = fc.constantFrom(...sinks);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant("put"), users: fc.array(fc.nat(4), { maxLength: 5 }), events: fc.nat(2) }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("take"), sink, limit: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("settle"), sink, refuses: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("crash") }) },
);
type Step = typeof step extends fc.Arbitrary<infer Type> ? Type : never;

/** What a sink has of the whole, and what must be true of it. */
class Receiver {
  readonly events = new Set<string>();
  /** The newest by user. */
  readonly views = new Map<string, number>();
  readonly times = new Map<string, string>();
  /** What it refused last, by user. */
  readonly refused = new Map<string, number>();
  taken: ReturnType<SpoolQueue["take"]> = [];

  /** Keeps what was taken, and returns the places of what it refuses of it: the first, or nothing. */
  keep(refuses: boolean): number[] {
    for (const [place, { type, id, key, json }] of this.taken.entries()) {
      const metric = JSON.parse(json) as UserMetric;
      if (type === "event") this.events.add(id);
      else if (refuses && place === 0) this.refused.set(key, metric.pageViews);
      else this.#takeMetric(key, metric);
    }
    this.taken = [];
    return refuses ? [0] : [];
  }

  /** Sent again after a crash it is known by its time. */
  #takeMetric(user: string, { pageViews, timestamp }: UserMetric): void {
    if (timestamp <= (this.times.get(user) ?? "")) return;
    expect(pageViews).toBeGreaterThan(this.views.get(user) ?? 0);
    this.views.set(user, pageViews);
    this.times.set(user, timestamp);
  }
}

class World {
  readonly receivers: Record<Sink, Receiver> = { a: new Receiver(), b: new Receiver() };
  readonly events: string[] = [];
  readonly newest = new Map<string, number>();
  #spool!: Spool;
  #queues!: Record<Sink, SpoolQueue>;
  readonly #file: string;
  #made = 0;

  constructor(file: string) {
    this.#file = file;
    this.#open();
  }

  run(step: Step): void {
    if (step.does === "crash") this.#crash();
    else if ("users" in step) this.#put(step.users, step.events);
    else if ("limit" in step) this.receivers[step.sink].taken = this.#queues[step.sink].take(step.limit);
    else if ("refuses" in step) this.#settle(step.sink, step.refuses);
  }

  drain(): void {
    for (const sink of sinks)
      for (;;) {
        this.receivers[sink].taken = this.#queues[sink].take(100);
        if (this.receivers[sink].taken.length === 0) break;
        this.#settle(sink, false);
      }
  }

  get waiting(): number[] {
    return sinks.map((sink) => this.#queues[sink].counts.waiting);
  }

  close(): void {
    this.#spool.close();
  }

  #put(users: number[], events: number): void {
    const items: Item[] = users.map((user) => {
      const pageViews = (this.#made += 1);
      this.newest.set(`u${user}`, pageViews);
      // The clock stands still, or goes back.
      return toItem(recordOf(`u${user}`, { pageViews, timestamp: `2026-11-23T12:00:0${9 - (pageViews % 10)}.000Z` }));
    });
    for (let count = 0; count < events; count += 1) {
      const id = `e${(this.#made += 1)}`;
      this.events.push(id);
      items.push({ type: "event", event: makeEvent({ id }) });
    }
    this.#spool.put(items);
  }

  #settle(sink: Sink, refuses: boolean): void {
    if (this.receivers[sink].taken.length === 0) return;
    const rejected = this.receivers[sink].keep(refuses);
    this.#queues[sink].settle(rejected.map((index) => ({ index, reason: "no" })));
  }

  /** What was taken and not settled is as good as never sent. */
  #crash(): void {
    this.#spool.close();
    for (const sink of sinks) this.receivers[sink].taken = [];
    this.#open();
  }

  #open(): void {
    this.#spool = openSpool(this.#file);
    this.#spool.configure(sinks, 0);
    this.#queues = { a: queueOf(this.#spool, "a"), b: queueOf(this.#spool, "b") };
  }
}

test("whatever is put, taken, refused and cut off: each sink ends with every event and each user's newest", async () => {
  const file = await spoolFile();
  let opened = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const world = new World(`${file}-${(opened += 1)}`);
      for (const one of steps) world.run(one);
      world.drain();
      for (const receiver of Object.values(world.receivers)) {
        expect([...receiver.events].toSorted()).toEqual(world.events.toSorted());
        for (const [user, views] of world.newest)
          expect([receiver.views.get(user), receiver.refused.get(user)]).toContain(views);
      }
      expect(world.waiting).toEqual([0, 0]);
      world.close();
    }),
  );
});
