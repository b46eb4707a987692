import type { Host } from "../../../src/client/host.ts";

/** Clocks and timers that a test moves by hand. */
export class FakeHost implements Host {
  #now = Date.parse("2026-11-23T12:00:00.000Z");
  #elapsed = 0;
  readonly #timers = new Set<{ at: number; run: () => void }>();

  readonly now = (): number => this.#now;
  readonly elapsed = (): number => this.#elapsed;
  readonly random = (): number => 0.5;
  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.#elapsed + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };
  readonly afterIfAlive = this.after;

  /** How many timers are running. */
  get running(): number {
    return this.#timers.size;
  }

  /** Lets time pass, with all that is due in it. */
  pass(ms: number): void {
    const end = this.#elapsed + ms;
    for (let next = this.#nextUntil(end); next; next = this.#nextUntil(end)) {
      this.#timers.delete(next);
      this.#move(next.at - this.#elapsed);
      next.run();
    }
    this.#move(end - this.#elapsed);
  }

  /** Time that only one clock has seen: the machine slept, or somebody set the clock. */
  jump(ms: number): void {
    this.#now += ms;
  }

  #move(ms: number): void {
    this.#now += ms;
    this.#elapsed += ms;
  }

  #nextUntil(end: number): { at: number; run: () => void } | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= end);
    return due.toSorted((first, second) => first.at - second.at)[0];
  }
}
