import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { itemTypes, type Item, type ItemType } from "../../../src/delivery/parcel.ts";
import { DeadLetters } from "../../../src/delivery/spool/dead-letters.ts";
import { SpoolQueue } from "../../../src/delivery/spool/spool-queue.ts";
import type { Spool } from "../../../src/delivery/spool/spool.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { toItem, recordOf } from "../../support/delivery/records.ts";
import { openSpool, spoolFile } from "../../support/delivery/test-spool.ts";
import { makeEvent } from "../../support/user-metrics.ts";

const sinks = ["a", "b"] as const;
type Sink = (typeof sinks)[number];
const takes: Record<Sink, ReadonlySet<ItemType>> = { a: new Set(itemTypes), b: new Set(["metric"]) };

const sink = fc.constantFrom(...sinks);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant("put"), users: fc.array(fc.nat(4), { maxLength: 5 }), events: fc.nat(2) }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("take"), sink, limit: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("settle"), sink, refuses: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("wait"), ms: fc.constantFrom(300, 1_000) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("replay") }) },
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
  /** When a user was last sent by the process that lives. */
  readonly sentAt = new Map<string, number>();
  taken: ReturnType<SpoolQueue["take"]> = [];

  /** Keeps what was taken, and returns the places of what it refuses of it: the first, or nothing. */
  keep(refuses: boolean, now: number): number[] {
    for (const [place, { type, id, key, json }] of this.taken.entries()) {
      const metric = JSON.parse(json) as UserMetric;
      if (type === "metric") this.#expectPace(key, now);
      if (type === "event") this.events.add(id);
      else if (refuses && place === 0) this.refused.set(key, metric.pageViews);
      else this.#takeMetric(key, metric);
    }
    this.taken = [];
    return refuses ? [0] : [];
  }

  /** A batch may hold a letter that came back beside what is newer. */
  #expectPace(user: string, now: number): void {
    const agoMs = now - (this.sentAt.get(user) ?? Number.NEGATIVE_INFINITY);
    if (agoMs > 0) expect(agoMs).toBeGreaterThanOrEqual(1_000);
    this.sentAt.set(user, now);
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
  #now = 10_000;

  constructor(file: string) {
    this.#file = file;
    this.#open();
  }

  run(step: Step): void {
    if (step.does === "crash") this.#crash();
    else if (step.does === "replay") this.#replay();
    else if ("ms" in step) this.#now += step.ms;
    else if ("users" in step) this.#put(step.users, step.events);
    else if ("limit" in step) this.receivers[step.sink].taken = this.#queues[step.sink].take(step.limit);
    else if ("refuses" in step) this.#settle(step.sink, step.refuses);
  }

  /** Until nobody is held any more. */
  drain(): void {
    for (const sink of sinks)
      for (;;) {
        this.receivers[sink].taken = this.#queues[sink].take(100);
        this.#settle(sink, false);
        const dueInMs = this.#queues[sink].dueInMs();
        if (dueInMs === undefined) break;
        this.#now += dueInMs;
      }
  }

  /** How many rows are left. */
  get onDisk(): number {
    const database = new DatabaseSync(this.#file, { readOnly: true });
    const { count } = database.prepare("SELECT count(*) AS count FROM items").get() as {
      count: number;
    };
    database.close();
    return count;
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
    const rejected = this.receivers[sink].keep(refuses, this.#now);
    this.#queues[sink].settle(rejected.map((index) => ({ index, reason: "no" })));
  }

  /** As another process does that gives letters back. */
  #replay(): void {
    using letters = DeadLetters.open(this.#file);
    letters.replay("all");
    for (const sink of sinks) this.#queues[sink].recount();
  }

  /** What was taken and not settled is as good as never sent. */
  #crash(): void {
    this.#spool.close();
    for (const sink of sinks) {
      this.receivers[sink].taken = [];
      this.receivers[sink].sentAt.clear();
    }
    this.#open();
  }

  #open(): void {
    this.#spool = openSpool(this.#file);
    this.#spool.configure(sinks, 0);
    this.#queues = { a: this.#queueOf("a"), b: this.#queueOf("b") };
  }

  #queueOf(sink: Sink): SpoolQueue {
    return new SpoolQueue({ spool: this.#spool, sink, takes: takes[sink], now: () => this.#now });
  }
}

test("whatever is put, taken, held, refused, replayed and cut off: each sink ends with all that it takes", async () => {
  const file = await spoolFile();
  let opened = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const world = new World(`${file}-${(opened += 1)}`);
      for (const one of steps) world.run(one);
      world.drain();
      expect([...world.receivers.a.events].toSorted()).toEqual(world.events.toSorted());
      expect([...world.receivers.b.events]).toEqual([]);
      for (const receiver of Object.values(world.receivers)) {
        for (const [user, views] of world.newest)
          expect([receiver.views.get(user), receiver.refused.get(user)]).toContain(views);
      }
      expect([...world.waiting, world.onDisk]).toEqual([0, 0, 0]);
      world.close();
    }),
  );
});
