import { vi } from "vitest";

/**
 * From here on each look at the clock takes so many milliseconds, however slow the machine is: with 0, one slice is enough
 * for any work; with a second, no slice holds more than a step. `vi.restoreAllMocks()` ends it.
 */
export function tickBy(milliseconds: number): void {
  let elapsed = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (elapsed += milliseconds));
}
