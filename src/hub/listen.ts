import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { EnvironmentError, type ErrorCode } from "../errors.ts";
import type { HubOptions } from "./options.ts";
import { toUrlHost } from "./security/mode.ts";
import { isWebSocketUpgrade } from "./transports/upgrade.ts";

export interface Addresses {
  /** The one that was taken. */
  port: number;
  /** Of the page and of REST, as others reach it where it has an outside name. */
  url: string;
  /** Of the second port, where there is one. */
  websocketUrl: string | undefined;
}

/** Opens the port, and the second one for WebSockets where the options name it. Throws an EnvironmentError. */
export async function listen(
  app: FastifyInstance,
  { host, port, websocketPort, publicUrl }: HubOptions,
): Promise<Addresses> {
  // The first port takes WebSockets as well.
  const isSecond = websocketPort !== undefined && (websocketPort !== port || port === 0);
  const second = isSecond ? createSecondDoor(app) : undefined;
  await refuseByName({ host, port, source: "--port or METRICS_SERVER_PORT" }, () => app.listen({ host, port }));
  const taken = portOf(app.server);
  const url = publicUrl ?? `http://${toUrlHost(host)}:${taken}`;
  if (!second) return { port: taken, url, websocketUrl: undefined };

  const wanted = websocketPort!;
  await refuseByName({ host, port: wanted, source: "WEBSOCKET_PORT" }, () => open(second, host, wanted));
  return { port: taken, url, websocketUrl: `ws://${toUrlHost(host)}:${portOf(second)}` };
}

/** Hands all that comes in to the same app, which checks it the same way; to be made before the app listens. */
function createSecondDoor(app: FastifyInstance): Server {
  const server = createServer({ shouldUpgradeCallback: isWebSocketUpgrade });
  server.requestTimeout = app.server.requestTimeout;
  server.on("request", (request, response) => app.server.emit("request", request, response));
  server.on("upgrade", (request, socket, head) => app.server.emit("upgrade", request, socket, head));
  app.addHook("preClose", async () => void server.close());
  app.addHook("onClose", async () => server.closeAllConnections());
  return server;
}

function open(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** `source` says where another port can be named. */
async function refuseByName(
  { host, port, source }: { host: string; port: number; source: string },
  listening: () => Promise<unknown>,
): Promise<void> {
  try {
    await listening();
  } catch (cause) {
    const problem = problems[(cause as NodeJS.ErrnoException).code ?? ""];
    if (!problem) throw cause;
    throw new EnvironmentError(problem.message(host, port), {
      code: problem.code,
      hint: problem.hint ?? `Take another with ${source}; 0 takes a free one.`,
      cause,
    });
  }
}

interface Problem {
  code: ErrorCode;
  message: (host: string, port: number) => string;
  hint?: string;
}

const noSuchHost: Problem = {
  code: "LM_HOST_UNUSABLE",
  message: (host) => `This machine has no address ${host} to listen on`,
  hint: "Correct --host or METRICS_SERVER_HOST; 0.0.0.0 is every address of this machine.",
};

const problems: Readonly<Record<string, Problem>> = {
  EADDRINUSE: {
    code: "LM_PORT_IN_USE",
    message: (host, port) => `Port ${port} of ${host} is in use by another program`,
  },
  EACCES: {
    code: "LM_PORT_FORBIDDEN",
    message: (host, port) => `Port ${port} of ${host} may not be used by this account`,
  },
  EADDRNOTAVAIL: noSuchHost,
  ENOTFOUND: noSuchHost,
  EAI_AGAIN: noSuchHost,
};
