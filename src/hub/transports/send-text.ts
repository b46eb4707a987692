import type { WebSocket } from "ws";

/** Resolves when the system has taken it; rejects where there is nobody any more. */
export function sendText(socket: WebSocket, text: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(text, { binary: false }, (error) => (error ? reject(error) : resolve()));
  });
}
