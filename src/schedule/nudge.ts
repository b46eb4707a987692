/** Ends a wait before its time. Whoever does not wait just then is not held to it later. */
export class Nudge {
  #next = new AbortController();

  /** Aborts with the next nudge. */
  get signal(): AbortSignal {
    return this.#next.signal;
  }

  give(): void {
    this.#next.abort();
    this.#next = new AbortController();
  }
}
