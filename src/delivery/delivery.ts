import { setTimeout as wait } from "node:timers/promises";
import type { Log } from "../log.ts";
import { Courier } from "./courier.ts";
import { countBySink, type DeliveryCounts } from "./delivery-counts.ts";
import { MemoryQueue } from "./memory-queue.ts";
import { toParcel, type Item, type Parcel } from "./parcel.ts";
import type { Sink } from "./sink.ts";
import { SpoolQueue } from "./spool/spool-queue.ts";
import { Spool, type Note, type SpoolRequest } from "./spool/spool.ts";
import { SpoolBusyError, SpoolFullError } from "./spool/spool-full-error.ts";
import { EnvironmentError } from "../errors.ts";

interface DeliveryRequest {
  sinks: readonly Sink[];
  spool: SpoolRequest;
  log: Log;
  /** Ends waiting for room. */
  signal: AbortSignal;
  /** How long there is waited for room, all in all, before what finds none is given up. */
  roomPatienceMs?: number;
  random?: () => number;
  /** Epoch milliseconds. */
  now?: () => number;
}

const lookForRoomMs = 500;
const lookForLettersMs = 2_000;

/**
 * Hands every item to every sink; one that is down never delays another. What is for a network sink is on disk before
 * it is sent, and stays there until it was taken.
 */
export class Delivery {
  readonly #log: Log;
  readonly #signal: AbortSignal;
  readonly #spool: Spool;
  readonly #roomPatienceMs: number;
  readonly #couriers: Courier[] = [];
  readonly #spooled: SpoolQueue[] = [];
  readonly #inMemory: { sink: Sink; queue: MemoryQueue }[] = [];
  readonly #lookForLetters: NodeJS.Timeout;
  /** Over when what was pushed last is written, so that nobody passes those who wait for room. */
  #turn: Promise<unknown> = Promise.resolve();
  #fullSince: number | undefined;
  #lost = 0;

  private constructor(request: DeliveryRequest) {
    const { sinks, spool, log, signal, roomPatienceMs = Infinity, random = Math.random, now = Date.now } = request;
    this.#log = log;
    this.#signal = signal;
    this.#roomPatienceMs = roomPatienceMs;
    const names = toNames(sinks);
    const spooled = [...names].filter(([sink]) => sink.isSpooled).map(([, name]) => name);
    const opened = openSpool(spool, spooled, now());
    this.#spool = opened.spool;
    for (const [sink, count] of opened.aside)
      log.warn(`${count} items wait for ${sink}, which is not among the sinks now; they are kept until it is again`, {
        hint: "To drop them: live-metrics spool drop",
      });
    for (const [sink, name] of names) {
      const queue = sink.isSpooled
        ? new SpoolQueue({ spool: this.#spool, sink: name, takes: sink.takes, now })
        : new MemoryQueue({ onDrop: () => log.error(`${sink.label} is behind: what waited longest is dropped`) });
      if (queue instanceof SpoolQueue) this.#spooled.push(queue);
      else this.#inMemory.push({ sink, queue });
      const refusedHint = sink.isSpooled ? "What was refused is kept: live-metrics spool ls" : undefined;
      this.#couriers.push(new Courier({ sink, queue, log, random, ...(refusedHint ? { refusedHint } : {}) }));
    }
    this.#lookForLetters = setInterval(() => this.#takeUpLetters(), lookForLettersMs).unref();
    // What an earlier run left behind.
    this.#call();
  }

  /** Takes over the sinks: closing the delivery closes them. Throws EnvironmentError where the spool cannot be used. */
  static open(request: DeliveryRequest): Delivery {
    return new Delivery(request);
  }

  /** What became of the items so far, by sink. */
  get counts(): Record<string, DeliveryCounts> {
    const lost = this.#lost + this.#spool.refused;
    return countBySink(this.#couriers, ({ isSpooled }) => ({ lost: isSpooled ? lost : 0 }));
  }

  /** Of all sinks together. */
  get waiting(): number {
    return this.#couriers.reduce((sum, { counts }) => sum + counts.waiting, 0);
  }

  /** What the stages before have noted in earlier runs. */
  notes(): { key: string; value: string }[] {
    return this.#spool.notes();
  }

  /** Resolves when items and notes are on disk, so it waits while the spool is full; never for the network. */
  async push(items: readonly Item[], notes: readonly Note[] = []): Promise<void> {
    const writing = this.#turn.then(() => this.#whenThereIsRoom(() => this.#spool.put(items, notes)));
    this.#turn = writing.catch(() => {});
    const written = await writing;
    // Beside the next turn: those who push at the same time share what the disk takes.
    if (written) await this.#whenThereIsRoom(() => this.#spool.untilSynced());
    const parcels = written ?? this.#giveUp(items);
    for (const { sink, queue } of this.#inMemory) queue.add(parcels.filter(({ type }) => sink.takes.has(type)));
    this.#call();
  }

  /** Resolves when every sink has everything, when `signal` aborts, or when what is missing still fails after `patienceMs`. */
  async flush(signal: AbortSignal, patienceMs: number): Promise<void> {
    await Promise.all(this.#couriers.map((courier) => courier.flush(signal, patienceMs)));
  }

  async close(): Promise<void> {
    clearInterval(this.#lookForLetters);
    await Promise.all(this.#couriers.map((courier) => courier.close()));
    this.#spool.close();
  }

  #call(): void {
    for (const courier of this.#couriers) courier.call();
  }

  /** Returns undefined where waiting was given up. */
  async #whenThereIsRoom<Result>(work: () => Result | Promise<Result>): Promise<Result | undefined> {
    for (let isRefused = false; ;) {
      try {
        const result = await work();
        if (isRefused) this.#sayRoom();
        return result;
      } catch (error) {
        if (error instanceof SpoolBusyError) continue;
        if (!(error instanceof SpoolFullError)) throw error;
        isRefused = true;
        this.#sayFull(error);
        const isPatient = performance.now() - this.#fullSince! < this.#roomPatienceMs;
        if (this.#spooled.length === 0 || this.#signal.aborted || !isPatient) return undefined;
        await wait(lookForRoomMs, undefined, { signal: this.#signal }).catch(() => {});
      }
    }
  }

  /** Returns what leaves all the same: what only sinks in memory take. */
  #giveUp(items: readonly Item[]): Parcel[] {
    if (this.#spooled.length === 0) return items.map(toParcel);
    this.#lost += items.length;
    this.#log.error(`${items.length} items found no room in the spool and are lost`);
    return [];
  }

  #sayFull({ message }: SpoolFullError): void {
    if (this.#fullSince !== undefined) return;
    this.#fullSince = performance.now();
    const problem = `The spool ${this.#spool.file} is full: ${message}`;
    if (this.#spooled.length === 0) this.#log.warn(`${problem}; the next run will not know what this one saw`);
    else
      this.#log.error(`${problem}; reading waits until there is room`, {
        hint: "Make room on the disk, see that the receivers take what waits, or raise spool.maxMegabytes.",
      });
  }

  #sayRoom(): void {
    if (this.#fullSince !== undefined) this.#log.info("The spool has room again");
    this.#fullSince = undefined;
  }

  #takeUpLetters(): void {
    if (!this.#spool.wasChanged()) return;
    for (const queue of this.#spooled) queue.recount();
    this.#call();
  }
}

/** With what was put aside of each sink that is not among these. Throws EnvironmentError where the disk has no room for it. */
function openSpool(request: SpoolRequest, sinks: readonly string[], now: number) {
  using open = new DisposableStack();
  try {
    const spool = open.adopt(Spool.open(request), (opened) => opened.close());
    const aside = spool.configure(sinks, now);
    open.move();
    return { spool, aside };
  } catch (cause) {
    if (!(cause instanceof SpoolFullError)) throw cause;
    throw new EnvironmentError(`The spool ${request.file} cannot be opened: ${cause.message}`, {
      code: "LM_STATE_UNUSABLE",
      hint: "Make room on its disk. What waits in it is kept.",
      cause,
    });
  }
}

/** Each sink has its place in the spool under its address; a second one of the same address under a number. */
function toNames(sinks: readonly Sink[]): Map<Sink, string> {
  const names = new Map<Sink, string>();
  for (const sink of sinks) {
    const same = sinks.slice(0, sinks.indexOf(sink)).filter(({ label }) => label === sink.label).length;
    names.set(sink, same === 0 ? sink.label : `${sink.label} #${same + 1}`);
  }
  return names;
}
