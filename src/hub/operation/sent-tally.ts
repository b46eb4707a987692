interface Sent {
  messages: number;
  bytes: number;
}

/** Adds up what was sent until somebody asks: it is told for each message and reader, far more often than all else. */
export class SentTally {
  #sums = new Map<string, Sent>();

  add(transport: string, messages: number, bytes: number): void {
    const sum = this.#sums.get(transport);
    if (!sum) return void this.#sums.set(transport, { messages, bytes });
    sum.messages += messages;
    sum.bytes += bytes;
  }

  /** What was sent since it was asked last, by transport. */
  take(): Iterable<[transport: string, Sent]> {
    const sums = this.#sums;
    this.#sums = new Map();
    return sums;
  }
}
