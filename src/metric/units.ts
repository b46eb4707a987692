/** To a hundredth and never up, so that parts do not add up to more than the whole. */
export function toMinutes(ms: number): number {
  return Math.floor(ms / 600) / 100;
}

/** The ISO time of milliseconds since 1970. */
export function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
