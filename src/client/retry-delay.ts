interface RetryDelayOptions {
  /** How long the connection that ended had been live; 0 when it never was. */
  liveMs: number;
  reconnectMs: number;
  random: () => number;
}

/**
 * Milliseconds until the next try. One fast try follows a connection that had lasted; a server that is away, or drops us
 * again and again, is asked every `reconnectMs` give or take a fifth, so that its clients do not come back in step.
 */
export function toRetryDelayMs({ liveMs, reconnectMs, random }: RetryDelayOptions): number {
  return Math.round(reconnectMs * (liveMs >= reconnectMs ? 0.1 * random() : 0.8 + 0.4 * random()));
}
