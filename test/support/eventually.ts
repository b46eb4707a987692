import { setTimeout as delay } from "node:timers/promises";

/** Waits until `read` gives something other than undefined or false; the test's own timeout is the limit. */
export async function eventually<T>(read: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) return value;
    await delay(20);
  }
}
