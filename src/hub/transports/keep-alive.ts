import type { FastifyInstance } from "fastify";
import type { WebSocket } from "ws";

/** Notes that a socket gave a sign of life. */
export type Sign = (socket: WebSocket) => void;

/** Pings all sockets at each beat; one without a sign since the beat before is dead, and dropped. */
export function keepAlive(app: FastifyInstance, heartbeatMs: number): Sign {
  const alive = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of app.websocketServer.clients) {
      if (alive.delete(socket)) socket.ping();
      else socket.terminate();
    }
  }, heartbeatMs);
  app.addHook("onClose", async () => clearInterval(timer));

  return (socket) => alive.add(socket);
}
