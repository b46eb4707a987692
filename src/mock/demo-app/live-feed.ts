import type { Server } from "node:http";
import { WebSocketServer } from "ws";
import { readAddress } from "./address.ts";
import { listUsers } from "./desk.ts";
import type { Desks } from "./desks.ts";

const intervalMs = 1_000;

/** The WebSocket of the live screen: the whole list at once, and once a second from then on. */
export function openLiveFeed(server: Server, desks: Desks): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    const address = readAddress(request.url!);
    if (address.path !== "/users/live" || desks.problemOf(address) !== undefined) return void socket.destroy();

    sockets.handleUpgrade(request, socket, head, (reader) => {
      const send = () => reader.send(JSON.stringify({ type: "users", users: listUsers(desks.at(address)).users }));
      send();
      const timer = setInterval(send, intervalMs);
      reader.on("close", () => clearInterval(timer));
    });
  });
  return {
    close() {
      for (const reader of sockets.clients) reader.terminate();
    },
  };
}
