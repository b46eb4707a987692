import type { Log } from "../log.ts";
import type { HubOptions } from "./options.ts";
import type { StoreOptions } from "./store/store.ts";

/** What a store takes of the hub's options. */
export function toStoreOptions(
  { databaseUrl, eventsKept, retention }: HubOptions,
  { stateFolder, log }: { stateFolder: string; log: Log },
): StoreOptions {
  const warn = (sentence: string, cause: unknown): void => log.warn(sentence, { cause });
  return { stateFolder, databaseUrl, eventsKept, retentionMs: retention, warn };
}
