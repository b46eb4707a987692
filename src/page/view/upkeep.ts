import type { Crowd } from "./crowd.ts";
import type { Census } from "./figures.ts";
import { HeadCount } from "./head-count.ts";
import type { RowList } from "./row-list.ts";
import { SlicedJob } from "./sliced-job.ts";
import type { Clock } from "./status.ts";
import type { Targets } from "./targets.ts";

interface UpkeepOptions {
  crowd: Crowd;
  rowList: RowList;
  targets: Targets;
  clock: () => Clock;
  /** Whether everybody is there to be counted. */
  isWhole: () => boolean;
  onCounted: (census: Census, asOf: number) => void;
}

/** For as long who has left is seen to have. */
const leavingMs = 5_000;

/** What is done for everybody time and again: it is judged who is active by now, they are counted, and put in order. */
export class Upkeep {
  readonly #options: UpkeepOptions;
  readonly #judging = new SlicedJob();
  readonly #headCount: HeadCount;
  /** What keeps rows in their places. */
  readonly #holders = new Set<string>();
  readonly #turns = [(): void => this.#judge(), (): void => this.#count(), (): void => this.arrange()];
  #turn = 0;

  constructor(options: UpkeepOptions) {
    this.#options = options;
    this.#headCount = new HeadCount(options.onCounted);
  }

  get census(): Census {
    return this.#headCount.census;
  }

  get isOrderHeld(): boolean {
    return this.#holders.size > 0;
  }

  /** One thing after the other: with many users, any of them fills a good part of a frame. */
  doNext(): void {
    this.#turns[this.#turn]!();
    this.#turn = (this.#turn + 1) % this.#turns.length;
  }

  doAll(): void {
    for (const turn of this.#turns) turn();
  }

  /** What is under way stays undone. */
  stop(): void {
    this.#judging.stop();
    this.#headCount.stop();
    this.#options.rowList.stop();
  }

  /** Returns whether that is another than before. */
  hold(holder: string, isHeld: boolean): boolean {
    if (this.#holders.has(holder) === isHeld) return false;
    if (isHeld) this.#holders.add(holder);
    else this.#holders.delete(holder);
    return true;
  }

  arrange(): void {
    const { crowd, rowList } = this.#options;
    if (this.isOrderHeld) rowList.append();
    else rowList.arrange(crowd.forget(performance.now() - leavingMs));
  }

  /** What time alone changes. */
  #judge(): void {
    if (this.#judging.isUnderWay) return;
    const { crowd, targets } = this.#options;
    const clock = this.#options.clock();
    targets.judge(clock.asOf);
    this.#judging.start(crowd.judge(clock, targets.intervalOf));
  }

  #count(): void {
    const { crowd, clock, isWhole } = this.#options;
    if (isWhole()) this.#headCount.take(crowd.seats(), clock().asOf);
  }
}
