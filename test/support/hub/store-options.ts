import type { StoreOptions } from "../../../src/hub/store/store.ts";

/** Options of a store, with whatever a test does not care about filled in. */
export function storeOptions(options: Partial<StoreOptions> & Pick<StoreOptions, "stateFolder">): StoreOptions {
  return { databaseUrl: undefined, eventsKept: 1_000, retentionMs: 86_400_000, warn: () => {}, ...options };
}
