export const seconds = 1_000;
export const minutes = 60 * seconds;
export const hours = 60 * minutes;
export const days = 24 * hours;

export function toTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** To a hundredth and never up, so that the parts of a session do not add up to more than the whole. */
export function toMinutes(ms: number): number {
  return Math.floor(ms / (minutes / 100)) / 100;
}
