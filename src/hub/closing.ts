import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

const deadlineMs = 3_000;
const lookForUnusedEveryMs = 50;

/** Returns what closes the app: it waits for requests under way, but not for one that does not end. */
export function prepareClosing(app: FastifyInstance): () => Promise<void> {
  const unasked = followUnasked(app.server);

  return async () => {
    const deadline = setTimeout(() => app.server.closeAllConnections(), deadlineMs);
    // A connection that has its answer would stay open for another request, and one without any for its first.
    const unused = setInterval(() => {
      app.server.closeIdleConnections();
      for (const socket of unasked) socket.destroy();
    }, lookForUnusedEveryMs);
    await app.close();
    clearTimeout(deadline);
    clearInterval(unused);
  };
}

/** Connections over which nothing was asked yet, such as browsers open in advance: Node counts them as busy. */
function followUnasked(server: Server): ReadonlySet<Socket> {
  const unasked = new Set<Socket>();
  const forget = ({ socket }: { socket: Socket }): void => void unasked.delete(socket);
  server.on("connection", (socket: Socket) => {
    unasked.add(socket);
    socket.once("close", () => unasked.delete(socket));
  });
  server.on("request", forget);
  server.on("upgrade", forget);
  return unasked;
}
