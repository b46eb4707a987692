import websocketPlugin from "@fastify/websocket";
import type { FastifyRequest } from "fastify";
import type { RawData, WebSocket } from "ws";
import { intakeLimits } from "../intake.ts";
import { follow } from "../reader.ts";
import { toLiveFrames, toOpeningFrames } from "./frames.ts";
import { keepAlive, type Sign } from "./keep-alive.ts";
import { createFrameReader, type ReadFrame } from "./sender.ts";
import { defineTransport, type TransportContext } from "./transport.ts";
import { askedSince } from "./since.ts";
import { isWebSocketUpgrade, upgradeConstraint } from "./upgrade.ts";

const paths = ["/", "/metrics", "/ws"];
const closingDeadlineMs = 2_000;

/** The guide's WebSocket: opens with the state, then sends what changes; a client may send frames of the same form. */
export const websocket = defineTransport({
  name: "websocket",

  async mount(app, context) {
    await app.register(websocketPlugin, {
      options: { maxPayload: intakeLimits.bulkBytes, perMessageDeflate: false },
      errorHandler: (_, socket) => socket.terminate(),
      preClose: async () => closeSockets(app.websocketServer.clients),
    });
    app.addConstraintStrategy(upgradeConstraint);
    // The plugin leaves open what was refused before its own hook, as the guard does.
    app.addHook("onResponse", async ({ raw }) => {
      if (isWebSocketUpgrade(raw)) raw.socket.destroySoon();
    });

    const read = createFrameReader(app, context.hub);
    const sign = keepAlive(app, context.heartbeatMs);
    for (const url of paths) {
      app.get(url, { websocket: true, constraints: { upgrade: "websocket" } }, (socket, request) => {
        sign(socket);
        socket.on("pong", () => sign(socket));
        receive(socket, read, context);
        void send(socket, { request, sign, context });
      });
    }
  },
});

interface SendOptions {
  request: FastifyRequest;
  sign: Sign;
  context: TransportContext;
}

/** Sends until the socket closes; asks for more only when the socket has passed on what it got. */
async function send(socket: WebSocket, { request, sign, context: { hub, log } }: SendOptions): Promise<void> {
  const closed = new AbortController();
  socket.once("close", () => closed.abort());
  try {
    const { position } = await hub.startFrom(askedSince(request));
    let isOpening = true;
    for await (const batch of follow({ hub, from: position, signal: closed.signal })) {
      await sendAll(socket, isOpening ? toOpeningFrames(batch) : toLiveFrames(batch), sign);
      isOpening &&= !batch.isLevel;
    }
  } catch (cause) {
    // A socket that breaks while it is written to is an everyday thing; a store that cannot be read is not.
    if (socket.readyState === socket.OPEN) log.error("A WebSocket reader was cut off", { cause });
    socket.terminate();
  }
}

async function sendAll(socket: WebSocket, frames: readonly Buffer[], sign: Sign): Promise<void> {
  const sent = frames.map(
    (frame) =>
      new Promise<void>((resolve, reject) => {
        socket.send(frame, { binary: false }, (error) => (error ? reject(error) : resolve()));
      }),
  );
  // The answer to a ping waits behind the data of a slow reader; that the data moves is a sign as well.
  const isHeldUp = socket.bufferedAmount > 0;
  await Promise.all(sent);
  if (isHeldUp) sign(socket);
}

function receive(socket: WebSocket, read: ReadFrame, { log }: TransportContext): void {
  let refused = 0;
  const takeIn = async (data: RawData, isBinary: boolean): Promise<void> => {
    // The next frame waits in the sender's socket, not in our memory.
    socket.pause();
    try {
      const problem = await read(data, isBinary);
      if (problem === undefined) return;
      refused += 1;
      if (refused === 1) log.warn("A WebSocket sender's frame was refused", { problem });
    } catch (cause) {
      log.error("What a WebSocket sender sent could not be stored", { cause });
    } finally {
      socket.resume();
    }
  };

  socket.on("message", (data, isBinary) => {
    void takeIn(data, isBinary);
  });
  socket.once("close", () => {
    if (refused > 1) log.warn("A WebSocket sender left after several frames were refused", { refused });
  });
}

async function closeSockets(sockets: Set<WebSocket>): Promise<void> {
  const deadline = setTimeout(() => sockets.forEach((socket) => socket.terminate()), closingDeadlineMs);
  const closed = [...sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
  for (const socket of sockets) socket.close(1001, "The hub is closing");
  await Promise.all(closed);
  clearTimeout(deadline);
}
