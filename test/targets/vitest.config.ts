import { defineConfig } from "vitest/config";

// Real apps, not part of `npm test`: each is skipped with a line where it is not up.
export default defineConfig({
  test: { root: import.meta.dirname, include: ["*.test.ts"], testTimeout: 120_000, hookTimeout: 60_000, maxWorkers: 1 },
});
