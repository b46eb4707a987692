/** Writes to standard output. A reader that went away has what it wanted, and is no error. */
export function print(text: string): void {
  if (process.stdout.listenerCount("error", ignore) === 0) process.stdout.on("error", ignore);
  process.stdout.write(text);
}

function ignore(): void {}

/** How wide a text for people may be; a pipe has no width, so lines stay whole enough to be searched. */
export function outputWidth(): number {
  return process.stdout.columns ?? 120;
}
