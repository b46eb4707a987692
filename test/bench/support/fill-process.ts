import { BulkBodies } from "./bulk-bodies.ts";
import { Hub, stores } from "./built.ts";

/** Fills a hub's store with users, each with one metric, and says when it is done. */
const [folder, users] = [process.argv[2]!, Number(process.argv[3])];
const forEver = 100 * 365 * 86_400_000;
const store = await stores.sqlite.open({
  stateFolder: folder,
  databaseUrl: undefined,
  eventsKept: 10_000,
  retentionMs: 7 * 86_400_000,
  warn: () => {},
});
const hub = await Hub.open(store, { userTtlMs: forEver });
const bodies = new BulkBodies(users);
for (let left = users; left > 0; left -= 5_000) await hub.accept(bodies.records(Math.min(left, 5_000)));
await hub.close();
process.send!("filled");
process.disconnect();
