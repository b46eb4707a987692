const windowMs = 1_000;

/** When each user was last sent, as far back as it matters: nobody is sent twice within a second. */
export class Pace {
  /** In the order of their times. */
  readonly #sentAt = new Map<string, number>();

  note(userId: string, now: number): void {
    this.#sentAt.delete(userId);
    this.#sentAt.set(userId, now);
    for (const [user, at] of this.#sentAt) {
      if (now - at < windowMs && at <= now) break;
      this.#sentAt.delete(user);
    }
  }

  /** 0 for one who may be sent now. A clock that was set back holds nobody up for longer than the window. */
  dueInMs(userId: string, now: number): number {
    const sentAt = this.#sentAt.get(userId);
    if (sentAt === undefined || sentAt > now) return 0;
    return Math.max(0, sentAt + windowMs - now);
  }
}
