const windowMs = 1_000;

/** When each user was last sent, as far back as it matters: nobody is sent twice within a second. */
export class Pace {
  /** Of the window that began last, and of the one before. */
  #sentAt = new Map<string, number>();
  #sentBefore = new Map<string, number>();
  #since = 0;

  note(userId: string, now: number): void {
    if (now >= this.#since + windowMs || now < this.#since) {
      this.#sentBefore = this.#sentAt;
      this.#sentAt = new Map();
      this.#since = now;
    }
    this.#sentAt.set(userId, now);
  }

  /** 0 for one who may be sent now. A clock that was set back holds nobody up for longer than the window. */
  dueInMs(userId: string, now: number): number {
    const sentAt = this.#sentAt.get(userId) ?? this.#sentBefore.get(userId);
    if (sentAt === undefined || sentAt > now) return 0;
    return Math.max(0, sentAt + windowMs - now);
  }
}
