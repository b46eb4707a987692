import path from "node:path";
import { defineConfig } from "vitest/config";

// `pure` needs no browser and no built files; `browser` drives real Chromium; `page` looks at the page with it, which is
// built once; `e2e` runs the built CLI.
const browserTests = [
  "test/browser/**/*.test.ts",
  "test/scrape/**/*.page.test.ts",
  "test/selectors/**/*.test.ts",
  "test/mock/demo-app/**/*.page.test.ts",
  "test/docs/**/*.page.test.ts",
];
const pageTests = ["test/page/*.test.ts"];
const endToEndTests = ["test/e2e/**/*.test.ts", "test/docs/**/*.e2e.test.ts"];

// A worker loads its modules once for all its files: no test leaves anything behind in them, or in globals.
const workers = {
  isolate: false,
  maxWorkers: 3,
  // Hubs start a thread each and proofs start processes, which would strip and compile the same files every time.
  env: { NODE_COMPILE_CACHE: path.join(import.meta.dirname, "node_modules/.cache/node") },
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "pure",
          include: ["test/**/*.test.ts"],
          exclude: [...browserTests, ...pageTests, ...endToEndTests, "test/targets/**", "test/bench/**"],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          ...workers,
        },
      },
      { test: { name: "browser", include: browserTests, testTimeout: 60_000, hookTimeout: 60_000, ...workers } },
      {
        test: {
          name: "page",
          include: pageTests,
          globalSetup: "test/support/page-setup.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...workers,
        },
      },
      { test: { name: "e2e", include: endToEndTests, testTimeout: 90_000, hookTimeout: 90_000, ...workers } },
    ],
  },
});
