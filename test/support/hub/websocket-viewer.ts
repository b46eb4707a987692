import { once } from "node:events";
import { WebSocket } from "ws";
import type { Frame } from "../../../src/metric/wire.ts";
import { Seen, type Viewer } from "./seen.ts";

/** Knows the guide's frames; anything else ends the test. */
export async function openWebSocketViewer(url: string, since?: string): Promise<Viewer> {
  const query = since === undefined ? "" : `?since=${encodeURIComponent(since)}`;
  const socket = new WebSocket(`${url.replace("http", "ws")}/metrics${query}`);
  const seen = new Seen();
  socket.on("message", (data: Buffer) => takeFrame(seen, JSON.parse(data.toString()) as Frame));
  const ended = once(socket, "close");
  await once(socket, "open");

  const close = async (): Promise<void> => {
    socket.close();
    await ended;
  };
  return {
    seen,
    ended,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function takeFrame(seen: Seen, frame: Frame): void {
  const cursor = frame.cursor!;
  if (frame.type === "user_metric") seen.take({ metrics: [frame.metric], cursor });
  else if (frame.type === "bulk_metrics") seen.take({ metrics: frame.metrics, cursor });
  else if (frame.type === "event") seen.take({ events: [frame.event], cursor });
  else throw new Error(`A client of the guide does not know ${JSON.stringify(frame)}`);
}
