import { defineStore } from "./store.ts";

/** A Postgres database, which any number of hubs share. */
export const postgres = defineStore({
  name: "postgres",

  async open(options) {
    // The driver is loaded only where a database is named.
    const { PostgresStore } = await import("./postgres-store.ts");
    return PostgresStore.open(options);
  },
});
