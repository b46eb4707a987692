import type { Problem } from "./report.ts";

interface UnreadableOptions {
  /** Who sends it. */
  host: string;
  report: (problem: Problem) => void;
}

/** Counts what a server sends that cannot be read, and tells of it at the first, the 10th, the 100th, … */
export class Unreadable {
  readonly #options: UnreadableOptions;
  #count = 0;
  #reportAt = 1;

  constructor(options: UnreadableOptions) {
    this.#options = options;
  }

  add(count: number): void {
    this.#count += count;
    if (this.#count < this.#reportAt) return;
    this.#reportAt = 10 ** String(this.#count).length;
    const { host, report } = this.#options;
    report({ message: `${host} sent what could not be read (${this.#count} so far)` });
  }
}
