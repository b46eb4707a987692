import websocketPlugin from "@fastify/websocket";
import type { FastifyRequest } from "fastify";
import type { WebSocket } from "ws";
import { subprotocol } from "../../metric/wire.ts";
import { intakeLimits } from "../intake.ts";
import { KeepAlive } from "./keep-alive.ts";
import { createParser, Sender, type ParseJson } from "./sender.ts";
import { askedSince, queried } from "./since.ts";
import { sendTo } from "./socket-reader.ts";
import { createTakeIn } from "./take-in.ts";
import { defineTransport, type TransportContext } from "./transport.ts";
import { isWebSocketUpgrade, upgradeConstraint } from "./upgrade.ts";

const paths = ["/", "/metrics", "/ws"];
const closingDeadlineMs = 2_000;

/** The guide's WebSocket: opens with the state, then sends what changes; a client may send frames of the same form. */
export const websocket = defineTransport({
  name: "websocket",

  async mount(app, context) {
    await app.register(websocketPlugin, {
      options: {
        maxPayload: intakeLimits.bulkBytes,
        perMessageDeflate: false,
        handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
      },
      errorHandler: (_, socket) => socket.terminate(),
      preClose: async () => closeSockets(app.websocketServer.clients),
    });
    app.addConstraintStrategy(upgradeConstraint);
    // The plugin leaves open what was refused before its own hook, as the guard does.
    app.addHook("onResponse", async ({ raw }) => {
      if (isWebSocketUpgrade(raw)) raw.socket.destroySoon();
    });

    const keepAlive = new KeepAlive(app, context.heartbeatMs);
    const parse = createParser(app);
    for (const url of paths) {
      const options = {
        websocket: true,
        constraints: { upgrade: "websocket" },
        config: { needs: ["read", "ingest"], takesTicket: true, staysOpen: true },
      } as const;
      app.get(url, options, (socket, request) => serve(socket, request, { ...context, keepAlive, parse }));
    }
  },
});

interface SocketContext extends TransportContext {
  keepAlive: KeepAlive;
  parse: ParseJson;
}

function serve(socket: WebSocket, request: FastifyRequest, context: SocketContext): void {
  const { access, keepAlive, log, parse } = context;
  const { scopes } = request.principal;
  const isV1 = socket.protocol === subprotocol;
  const wantsData = scopes.has("read") && queried(request, "only") !== "send";
  const onDead = wantsData ? countReader(socket, context) : () => {};
  const connection = request.raw.socket;
  const given = keepAlive.watch(socket, { connection, onDead });
  const unwatch = access.watch(request.principal, () => socket.close(4001, "What let this client in counts no more."));
  const closed = new AbortController();
  socket.once("close", () => {
    closed.abort();
    unwatch();
  });

  const since = askedSince(request);
  sendTo(socket, { ...context, connection, isV1, wantsData, since, given, signal: closed.signal });
  void new Sender(socket, {
    takeIn: createTakeIn(context, "websocket"),
    parse,
    budget: access.budgetOf(request.principal),
    log,
    isAllowed: scopes.has("ingest"),
    wantsAcks: isV1,
  });
}

/** Returns what notes that the reader did not go, but is dropped. */
function countReader(socket: WebSocket, { telemetry }: TransportContext): () => void {
  let ended: "went" | "dropped" = "went";
  telemetry.reader("websocket", "came");
  socket.once("close", () => telemetry.reader("websocket", ended));
  return () => void (ended = "dropped");
}

async function closeSockets(sockets: Set<WebSocket>): Promise<void> {
  const deadline = setTimeout(() => sockets.forEach((socket) => socket.terminate()), closingDeadlineMs);
  const closed = [...sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
  for (const socket of sockets) socket.close(1001, "The hub is closing");
  await Promise.all(closed);
  clearTimeout(deadline);
}
