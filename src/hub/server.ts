import fastify, { type FastifyInstance } from "fastify";
import { ConfigError } from "../errors.ts";
import type { Log } from "../log.ts";
import { toCursorText } from "../metric/cursor.ts";
import { longestIdentifier } from "../metric/identifier.ts";
import { prepareClosing } from "./closing.ts";
import { takeCompressedBodies } from "./compressed-bodies.ts";
import { Hub } from "./hub.ts";
import { listen, type Addresses } from "./listen.ts";
import type { HubOptions } from "./options.ts";
import { servePage } from "./page.ts";
import { answerRefusals, answerUnreadable } from "./refusals.ts";
import { mountOperation } from "./operation/operation.ts";
import { createPrometheus } from "./operation/prometheus.ts";
import { OlderRecords } from "./operation/older-records.ts";
import { RefusalLog } from "./operation/refusal-log.ts";
import { secure } from "./security/secure.ts";
import { openStore, storeNameOf } from "./store/open-store.ts";
import { toStoreOptions } from "./store-options.ts";
import { openSpillFolder } from "./transports/spill.ts";
import { transports } from "./transports/index.ts";
import type { Runner } from "./transports/transport.ts";
import { isWebSocketUpgrade } from "./transports/upgrade.ts";
import { endUntakenAnswers } from "./untaken-answers.ts";
import { keepUp } from "./upkeep.ts";

const defaultHeartbeatMs = 25_000;
/** For a request to come in whole; streams are answers, and last as long as they like. */
const requestTimeoutMs = 60_000;

export interface HubRequest {
  options: HubOptions;
  /** Holds the store, and what waits for clients; made if it is not there. */
  stateFolder: string;
  /** The built page: `index.html` and `assets`. */
  pageFolder: string;
  log: Log;
  /** Where the scraper is in this process. */
  runner?: Runner | undefined;
  heartbeatMs?: number;
  now?: () => number;
}

export interface RunningHub extends Addresses {
  /** Signs one browser in, once; undefined where nobody is asked for a key. */
  signInUrl: string | undefined;
  /** Every call it answers, as `GET /healthz`. */
  routes: ReadonlySet<string>;
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
  const storeOptions = toStoreOptions(options, { stateFolder, log });
  const store = await openStore(storeOptions);
  const prometheus = createPrometheus();
  const refusals = new RefusalLog(log);
  const older = new OlderRecords(log, now);
  const telemetry = older.over(refusals.over(prometheus.telemetry));
  const hub = await Hub.open(store, { userTtlMs: options.userTtl, telemetry, now });
  opened.defer(() => hub.close());
  opened.defer(() => refusals.close());
  const upkeep = keepUp(hub, log);
  opened.defer(() => upkeep.stop());

  const app = createApp(options);
  const routes = collectRoutes(app);
  opened.defer(prepareClosing(app));
  endUntakenAnswers(app, heartbeatMs);
  const { access, createSignIn } = await secure(app, { options, credentials: store, log, telemetry, now });
  // Not before it is known who sends.
  takeCompressedBodies(app);
  answerRefusals(app, log);
  const spillFolder = await openSpillFolder(stateFolder);
  const context = { hub, log, telemetry, access, runner, spillFolder, now, heartbeatMs };
  for (const transport of transports) await transport.mount(app, context);
  mountOperation(app, context, { prometheus, older });
  await servePage(app, pageFolder);

  const addresses = await listen(app, options);
  const signIn = await createSignIn();
  const { epoch } = hub.cursor;
  log.info("The hub is open", {
    url: addresses.url,
    store: storeNameOf(storeOptions),
    users: await hub.countUsers(),
    epoch,
  });
  const running = opened.move();
  const close = async (): Promise<void> => {
    await running.disposeAsync();
    log.info("The hub is closed", { cursor: toCursorText(hub.cursor) });
  };
  return {
    ...addresses,
    signInUrl: signIn && addresses.url + signIn,
    routes,
    hub,
    close,
  };
}

function createApp({ trustProxy }: HubOptions): FastifyInstance {
  const app = createTrusting(trustProxy);
  // Only JSON is taken in: a form of another page could send plain text without being asked.
  app.removeContentTypeParser("text/plain");
  return app;
}

function collectRoutes(app: FastifyInstance): Set<string> {
  const routes = new Set<string>();
  app.addHook("onRoute", ({ method, url }) => {
    for (const name of [method].flat()) routes.add(`${name} ${url}`);
  });
  return routes;
}

/** Whose `X-Forwarded-For` counts is checked when the app is made. */
function createTrusting(proxies: readonly string[]): FastifyInstance {
  try {
    return fastify({
      http: { shouldUpgradeCallback: isWebSocketUpgrade },
      trustProxy: proxies.length > 0 && [...proxies],
      requestTimeout: requestTimeoutMs,
      frameworkErrors: answerUnreadable,
      // The name of a target stands in an address.
      routerOptions: { maxParamLength: longestIdentifier },
    });
  } catch (cause) {
    throw new ConfigError(`--trust-proxy ${proxies.join(",")}: ${(cause as Error).message}`, {
      code: "LM_CONFIG_INVALID",
      hint: "Name addresses or networks, such as 127.0.0.1 or 10.0.0.0/8.",
      cause,
    });
  }
}
