import { stores } from "./index.ts";
import type { Store, StoreOptions } from "./store.ts";

export type StoreName = keyof typeof stores;

/** Which kind of store the options ask for: the database server where one is named, else the file. */
export function storeNameOf({ databaseUrl }: Partial<StoreOptions>): StoreName {
  return databaseUrl === undefined ? "sqlite" : "postgres";
}

/** Throws EnvironmentError LM_STATE_UNUSABLE where it cannot work. */
export function openStore(options: StoreOptions): Promise<Store> {
  return stores[storeNameOf(options)].open(options);
}
