import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance } from "fastify";
import { EnvironmentError, type ErrorCode } from "../errors.ts";
import type { Log } from "../log.ts";
import { Hub } from "./hub.ts";
import type { HubOptions } from "./options.ts";
import { servePage } from "./page.ts";
import { answerRefusals } from "./refusals.ts";
import { mountOperation } from "./operation/operation.ts";
import { secure } from "./security/secure.ts";
import { openStore } from "./store/open-store.ts";
import { toStoreOptions } from "./store-options.ts";
import { noTelemetry } from "./telemetry.ts";
import { transports } from "./transports/index.ts";
import type { Runner } from "./transports/transport.ts";
import { isWebSocketUpgrade } from "./transports/upgrade.ts";
import { keepUp } from "./upkeep.ts";

const host = "127.0.0.1";
const defaultHeartbeatMs = 25_000;
const closingDeadlineMs = 3_000;

export interface HubRequest {
  options: HubOptions;
  /** Holds the store; made if it is not there. */
  stateFolder: string;
  /** The built page: `index.html` and `assets`. */
  pageFolder: string;
  log: Log;
  /** Where the scraper is in this process. */
  runner?: Runner | undefined;
  heartbeatMs?: number;
  now?: () => number;
}

export interface RunningHub {
  url: string;
  /** The one that was taken. */
  port: number;
  /** For a sink in the same process. */
  hub: Hub;
  /** Ends streams and sockets, finishes what was taken in, closes the store. */
  close(): Promise<void>;
}

/** Opens store and port and serves hub and page. Throws EnvironmentError where the machine does not let it. */
export async function openHub({
  options,
  stateFolder,
  pageFolder,
  log,
  runner,
  heartbeatMs = defaultHeartbeatMs,
  now = Date.now,
}: HubRequest): Promise<RunningHub> {
  await using opened = new AsyncDisposableStack();
  const hub = await Hub.open(await openStore(toStoreOptions(options, { stateFolder, log })), {
    userTtlMs: options.userTtl,
    now,
  });
  opened.defer(() => hub.close());
  const upkeep = keepUp(hub, log);
  opened.defer(() => upkeep.stop());

  const app = createApp();
  opened.defer(() => closeApp(app));
  const access = await secure(app, { options, log });
  answerRefusals(app, log);
  const context = { hub, log, telemetry: noTelemetry, access, runner, now, heartbeatMs };
  for (const transport of transports) await transport.mount(app, context);
  mountOperation(app, context);
  await servePage(app, pageFolder);

  const url = await listen(app, options.port);
  log.debug("The hub is open", { url });
  const running = opened.move();
  return { url, port: Number(new URL(url).port), hub, close: () => running.disposeAsync() };
}

function createApp(): FastifyInstance {
  const app = fastify({ http: { shouldUpgradeCallback: isWebSocketUpgrade } });
  // Only JSON is taken in: a form of another page could send plain text without being asked.
  app.removeContentTypeParser("text/plain");
  return app;
}

async function listen(app: FastifyInstance, port: number): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const problem = listenProblems[(cause as NodeJS.ErrnoException).code ?? ""];
    if (!problem) throw cause;

    throw new EnvironmentError(`Port ${port} of ${host} ${problem.reason}`, {
      code: problem.code,
      hint: "Take another with --port or METRICS_SERVER_PORT; 0 takes a free one.",
      cause,
    });
  }

  return `http://${host}:${(app.server.address() as AddressInfo).port}`;
}

const listenProblems: Record<string, { code: ErrorCode; reason: string }> = {
  EADDRINUSE: { code: "LM_PORT_IN_USE", reason: "is in use by another program" },
  EACCES: { code: "LM_PORT_FORBIDDEN", reason: "may not be used by this account" },
};

/** Waits for requests under way, but not for one that does not end. */
async function closeApp(app: FastifyInstance): Promise<void> {
  const deadline = setTimeout(() => app.server.closeAllConnections(), closingDeadlineMs);
  await app.close();
  clearTimeout(deadline);
}
