import type { WebSocket } from "ws";

/** Resolves when the system has taken it; rejects where there is nobody any more. */
export function sendText(socket: WebSocket, text: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(text, { binary: false }, (error) => (error ? reject(error) : resolve()));
  });
}

/**
 * The same for several frames. Undefined where the system took them at once, as it mostly does: a thousand readers need
 * not each wait a turn for what is done.
 */
export function sendFrames(socket: WebSocket, frames: readonly Buffer[]): Promise<void> | undefined {
  let settle: ((error: Error | null | undefined) => void) | undefined;
  for (const frame of frames.slice(0, -1)) socket.send(frame, { binary: false });
  socket.send(frames.at(-1)!, { binary: false }, (error) => settle?.(error));
  if (socket.bufferedAmount === 0) return undefined;

  return new Promise((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
}
