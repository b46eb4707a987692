import { stores } from "./index.ts";
import type { Store, StoreOptions } from "./store.ts";

/** Throws EnvironmentError LM_STATE_UNUSABLE where it cannot work. */
export function openStore(options: StoreOptions): Promise<Store> {
  return stores.sqlite.open(options);
}
