import type { Socket } from "node:net";
import type { WebSocket } from "ws";

/** Resolves when the system has taken it; rejects where there is nobody any more. */
export function sendText(socket: WebSocket, text: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(text, { binary: false }, (error) => (error ? reject(error) : resolve()));
  });
}

const nothing = Buffer.alloc(0);

/**
 * Writes frames that are the same for many sockets past `ws`, which would frame them anew for each and write head and
 * text apart: a fifth of the work. They fall between its own, as it writes whole frames at once where nothing is
 * compressed. Undefined where the system took them at once, as it mostly does, else what resolves when it has.
 */
export function writeFrames(connection: Socket, frames: Buffer): Promise<void> | undefined {
  connection.write(frames);
  if (connection.writableLength === 0) return undefined;

  // A callback costs the many who need none as well; one of an empty write comes when all before it was taken.
  return new Promise((resolve, reject) => {
    connection.write(nothing, (error) => (error ? reject(error) : resolve()));
  });
}
