import { join, resolve } from "node:path";
import type { LoadedConfig } from "./config/load.ts";
import { itemTypes, toSegments, type ItemType, type Parcel } from "./delivery/parcel.ts";
import { nothingRejected, type Sink } from "./delivery/sink.ts";
import { readWritten } from "./hub/written-record.ts";
import { openHub, type RunningHub } from "./hub/server.ts";
import { openStore } from "./hub/store/open-store.ts";
import type { Store } from "./hub/store/store.ts";
import { toStoreOptions } from "./hub/store-options.ts";
import type { Runner } from "./hub/transports/transport.ts";
import type { Log } from "./log.ts";
import type { UserEvent } from "./metric/event.ts";
import type { RunReport } from "./metric/run-report.ts";
import { acquireLock, type Lock } from "./schedule/lock.ts";
import type { Nudge } from "./schedule/nudge.ts";

const pageFolder = resolve(import.meta.dirname, "../dist/page");

interface HubPlace {
  config: Pick<LoadedConfig, "hub">;
  stateFolder: string;
  log: Log;
}

const unlocked: Lock = { release: async () => {} };

/** A hub on the state folder's database; a second one on the same file is refused. */
export async function openLockedHub({ config, stateFolder, log }: HubPlace, runner?: Runner): Promise<RunningHub> {
  // A database server is there for several hubs.
  const isShared = config.hub.databaseUrl !== undefined;
  const lock = isShared ? unlocked : await acquireLock(join(stateFolder, "hub.lock"), "A hub on this store");
  try {
    const hub = await openHub({ options: config.hub, stateFolder, pageFolder, log, runner });
    return { ...hub, close: () => closeLocked(hub, lock) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The hub's store alone, beside a hub that may be at work on it. */
export function openHubStore({ config, stateFolder, log }: HubPlace): Promise<Store> {
  return openStore(toStoreOptions(config.hub, { stateFolder, log }));
}

async function closeLocked(hub: RunningHub, lock: Lock): Promise<void> {
  try {
    await hub.close();
  } finally {
    await lock.release();
  }
}

/** Hands items to a hub in this process. */
export function toHubSink({ hub }: RunningHub): Sink {
  const take: Record<ItemType, (parcels: readonly Parcel[]) => Promise<unknown>> = {
    metric: (parcels) => hub.accept(parcels.map(({ json, metaJson }) => readWritten({ metricJson: json, metaJson }))),
    event: (parcels) => hub.acceptEvents(parcels.map(({ json }) => JSON.parse(json) as UserEvent)),
    run: (parcels) => hub.acceptRuns(parcels.map(({ json }) => JSON.parse(json) as RunReport)),
  };
  return {
    label: "hub",
    batchSize: 500,
    takes: new Set(itemTypes),
    isSpooled: true,
    confirms: "stored",
    async write(parcels) {
      for (const segment of toSegments(parcels)) await take[segment.type](segment.parcels);
      return nothingRejected;
    },
    async close() {},
  };
}

/** Lets the hub's page begin a run of a target that is watched here. */
export function toRunner(nudges: ReadonlyMap<string, Nudge>): Runner {
  return {
    canRun: (target) => nudges.has(target),
    run: (target) => nudges.get(target)?.give(),
  };
}
