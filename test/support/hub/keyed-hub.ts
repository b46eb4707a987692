import type { HubOptions } from "../../../src/hub/options.ts";
import { createKey } from "../../../src/hub/security/api-key.ts";
import type { Scope } from "../../../src/hub/security/principal.ts";
import { sqlite } from "../../../src/hub/store/sqlite.ts";
import { createLog } from "../../../src/log.ts";
import { tempFolder } from "../temp-folder.ts";
import { storeOptions } from "./store-options.ts";
import { openTestHub, type TestHub } from "./test-hub.ts";

/** As a hub stands behind a proxy. */
export const outside: Partial<HubOptions> = { publicUrl: "https://metrics.example.com", trustProxy: ["127.0.0.1"] };

export interface KeyedHub extends TestHub {
  /** By what they may do. */
  keys: Record<Scope, string>;
  revoke(scope: Scope): Promise<void>;
}

/** A hub with an outside name, and two keys. */
export async function openKeyedHub(options: Partial<HubOptions> = {}, lines: string[] = []): Promise<KeyedHub> {
  const folder = await tempFolder();
  const log = createLog({ level: "trace", format: "json", write: (line) => lines.push(line) });
  const store = await sqlite.open(storeOptions({ stateFolder: folder.path }));
  const made = (["ingest", "read"] as const).map((scope) =>
    createKey({ name: "test", scopes: [scope], now: Date.now() }),
  );
  for (const { stored } of made) await store.addKey(stored);
  await store.close();
  const hub = await openTestHub({ stateFolder: folder.path, options: { ...outside, ...options }, log });
  const [ingest, read] = made;
  return {
    ...hub,
    url: hub.localUrl,
    keys: { ingest: ingest!.text, read: read!.text },
    async revoke(scope) {
      const beside = await sqlite.open(storeOptions({ stateFolder: folder.path }));
      await beside.revokeKey((scope === "read" ? read! : ingest!).stored.id, Date.now());
      await beside.close();
    },
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
