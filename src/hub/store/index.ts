import { postgres } from "./postgres.ts";
import { sqlite } from "./sqlite.ts";

/** The stores, by the name of their kind. */
export const stores = { sqlite, postgres } as const;
