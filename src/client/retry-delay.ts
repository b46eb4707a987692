interface RetryDelayOptions {
  reconnectMs: number;
  /** How many tries in a row have come to nothing, this one included; 0 when a connection ended that had lasted. */
  failures: number;
  random: number;
}

/** After so many failures each wait is longer than the one before. */
const patientFailures = 5;
const longestFactor = 6;

/**
 * Milliseconds until the next try. One fast try follows a connection that had lasted; a server that is away, or drops us
 * again and again, is asked every `reconnectMs` give or take a fifth, so that its clients do not come back in step, and
 * after a while less often.
 */
export function toRetryDelayMs({ reconnectMs, failures, random }: RetryDelayOptions): number {
  if (failures === 0) return Math.round(reconnectMs * 0.1 * random);

  const factor = Math.min(longestFactor, 2 ** Math.max(0, failures - patientFailures));
  return Math.round(reconnectMs * factor * (0.8 + 0.4 * random));
}
