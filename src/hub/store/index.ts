import { sqlite } from "./sqlite.ts";

/** The stores, by the name of their kind. */
export const stores = { sqlite } as const;
