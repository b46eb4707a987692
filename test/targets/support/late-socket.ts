import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";

export interface LateSocket extends AsyncDisposable {
  port: number;
}

/** Passes on what a socket sends, changed, and some time after it connected. */
export async function openLateSocket(
  target: string,
  { lateMs, change }: { lateMs: number; change: (message: string) => string },
): Promise<LateSocket> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (reader) => {
    const source = new WebSocket(target);
    source.on("message", (message: Buffer) => {
      setTimeout(() => reader.send(change(message.toString())), lateMs);
    });
    reader.on("close", () => source.close());
  });
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, "close");
    },
  };
}
