import { once } from "node:events";
import { WebSocket } from "ws";
import { subprotocol, type Frame, type HubFrame } from "../../../src/metric/wire.ts";
import { Seen, type OpenViewer, type Viewer } from "./seen.ts";

/** Knows the guide's frames; anything else ends the test. */
export const openWebSocketViewer: OpenViewer = (url, since, seen) => openViewer([], takeFrame, { url, since, seen });

/** Knows all frames of the hub. */
export const openV1Viewer: OpenViewer = (url, since, seen) =>
  openViewer([subprotocol], takeHubFrame, { url, since, seen });

type Take = (seen: Seen, frame: Frame) => void;

async function openViewer(
  protocols: string[],
  take: Take,
  { url, since, seen = new Seen() }: { url: string; since: string | undefined; seen: Seen | undefined },
): Promise<Viewer> {
  const query = since === undefined ? "" : `?since=${encodeURIComponent(since)}`;
  const socket = new WebSocket(`${url.replace("http", "ws")}/metrics${query}`, protocols);
  socket.on("message", (data: Buffer) => take(seen, JSON.parse(data.toString()) as Frame));
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

function takeHubFrame(seen: Seen, frame: Frame | HubFrame): void {
  switch (frame.type) {
    case "hello":
      return;
    case "heartbeat":
      seen.beats += 1;
      return seen.take({ cursor: frame.cursor });
    case "user_left":
      return seen.take({ left: [frame], cursor: frame.cursor });
    case "reset":
      return seen.reset();
    case "gap":
      return seen.gap(frame.events, frame.cursor);
    case "run":
      return seen.take({ runs: [frame.run], cursor: frame.cursor });
    case "ack":
      return;
    default:
      takeFrame(seen, frame);
  }
}
