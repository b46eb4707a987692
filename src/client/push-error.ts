export interface Refused {
  userId: string;
  reason: string;
}

/** Some of what was pushed did not and will not arrive. */
export class PushError extends Error {
  /** Each metric that was not taken, with what is wrong with it. */
  readonly refused: readonly Refused[];

  constructor(refused: readonly Refused[], pushed: number) {
    const [first] = refused;
    super(`${refused.length} of ${pushed} metrics did not arrive; the first, of ${first?.userId}: ${first?.reason}`);
    this.name = "PushError";
    this.refused = refused;
  }
}
