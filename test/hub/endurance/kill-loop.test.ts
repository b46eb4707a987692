import { afterAll, describe } from "vitest";
import { openStore } from "../../../src/hub/store/open-store.ts";
import type { KilledStore } from "../../support/endurance/kill-loop.ts";
import { describeKillLoop } from "../../support/endurance/kill-suite.ts";
import { storeOptions } from "../../support/hub/store-options.ts";
import { openTestPostgres, type TestDatabase } from "../../support/postgres.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const server = await openTestPostgres();
afterAll(() => server?.[Symbol.asyncDispose]());

describeKillLoop("sqlite", () => killedStore());

describe.skipIf(!server)("with a server", () => {
  describeKillLoop("postgres", async () => killedStore(await server!.createDatabase()));
});

async function killedStore(database?: TestDatabase): Promise<KilledStore & AsyncDisposable> {
  const folder = await tempFolder();
  const stateFolder = folder.path;
  const databaseUrl = database?.url;
  return {
    stateFolder,
    databaseUrl,
    open: () => openStore(storeOptions({ stateFolder, databaseUrl })),
    async [Symbol.asyncDispose]() {
      await folder[Symbol.asyncDispose]();
      await database?.[Symbol.asyncDispose]();
    },
  };
}
