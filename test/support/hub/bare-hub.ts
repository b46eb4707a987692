import { once } from "node:events";
import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance } from "fastify";
import { Hub } from "../../../src/hub/hub.ts";
import type { Scope } from "../../../src/hub/security/principal.ts";
import { sqlite } from "../../../src/hub/store/sqlite.ts";
import { noTelemetry, type Telemetry } from "../../../src/hub/telemetry.ts";
import { openSpillFolder } from "../../../src/hub/transports/spill.ts";
import { transports } from "../../../src/hub/transports/index.ts";
import { isWebSocketUpgrade } from "../../../src/hub/transports/upgrade.ts";
import { endUntakenAnswers } from "../../../src/hub/untaken-answers.ts";
import { silentLog, type Log } from "../../../src/log.ts";
import { tempFolder } from "../temp-folder.ts";
import { storeOptions } from "./store-options.ts";

export interface BareHub extends AsyncDisposable {
  url: string;
  hub: Hub;
  app: FastifyInstance;
  spillFolder: string;
  /** What the transports told, call by call. */
  told: { [Name in keyof Telemetry]: Parameters<Telemetry[Name]>[] };
  /** Ends what lets the open connections in. */
  endAccess(): void;
}

interface Options {
  /** What every caller may do. */
  scopes?: Scope[];
  heartbeatMs?: number;
  log?: Log;
}

/** The transports on a port, with callers that security would have let in. */
export async function openBareHub({
  scopes = ["read", "ingest"],
  heartbeatMs = 25_000,
  log = silentLog,
}: Options = {}): Promise<BareHub> {
  const folder = await tempFolder();
  const { telemetry, told } = keepTelemetry();
  const hub = await Hub.open(await sqlite.open(storeOptions({ stateFolder: folder.path })), {
    userTtlMs: 1e12,
    telemetry,
  });
  const ends = new Set<() => void>();
  const access = {
    watch(_: unknown, end: () => void) {
      ends.add(end);
      return () => void ends.delete(end);
    },
    budgetOf: () => ({ take: () => 0 }),
  };

  const app = fastify({ http: { shouldUpgradeCallback: isWebSocketUpgrade } });
  endUntakenAnswers(app, heartbeatMs);
  app.decorateRequest("principal", null as never);
  app.addHook("onRequest", async (request) => {
    request.principal = {
      scopes: new Set(scopes),
      name: "test",
      isAnonymous: false,
      expiresAt: undefined,
      keyId: undefined,
    };
  });
  const spillFolder = await openSpillFolder(folder.path);
  const context = { hub, log, telemetry, access, runner: undefined, spillFolder, now: Date.now, heartbeatMs };
  for (const transport of transports) await transport.mount(app, context);
  await app.listen({ host: "127.0.0.1", port: 0 });

  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    hub,
    app,
    spillFolder,
    told,
    endAccess: () => ends.forEach((end) => end()),
    async [Symbol.asyncDispose]() {
      const closed = once(app.server, "close");
      await app.close();
      await closed;
      await hub.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function keepTelemetry(): { telemetry: Telemetry; told: BareHub["told"] } {
  const names = Object.keys(noTelemetry) as (keyof Telemetry)[];
  const told = Object.fromEntries(names.map((name) => [name, [] as unknown[]])) as BareHub["told"];
  const keep =
    (name: keyof Telemetry) =>
    (...args: unknown[]) =>
      void (told[name] as unknown[]).push(args);
  const telemetry = Object.fromEntries(names.map((name) => [name, keep(name)])) as unknown as Telemetry;
  return { telemetry, told };
}
