import { WebSocket } from "ws";
import type { UserEvent } from "../../../../src/metric/event.ts";
import type { UserMetric } from "../../../../src/metric/user-metric.ts";
import type { News } from "../kept.ts";
import type { OpenLine } from "./wire.ts";

type Frame =
  | { type: "hello" | "run"; cursor: string }
  | { type: "heartbeat"; cursor: string }
  | { type: "reset" }
  | { type: "gap"; events: number; cursor: string }
  | { type: "user_left"; userId: string; cursor: string }
  | { type: "user_metric"; metric: UserMetric; cursor: string }
  | { type: "bulk_metrics"; metrics: UserMetric[]; cursor: string }
  | { type: "event"; event: UserEvent; cursor: string };

/** Speaks `live-metrics.v1`. */
export const websocket: OpenLine = ({ url, since, localAddress, take }) => {
  const query = since === undefined ? "" : `?since=${encodeURIComponent(since)}`;
  const socket = new WebSocket(`${url.replace("http", "ws")}/metrics${query}`, "live-metrics.v1", {
    perMessageDeflate: false,
    skipUTF8Validation: true,
    ...(localAddress === undefined ? {} : { localAddress }),
  });
  const closed = Promise.withResolvers<void>();
  socket.on("message", (data: Buffer) => take(toNews(JSON.parse(data.toString()) as Frame)));
  socket.on("error", () => {});
  socket.on("close", () => closed.resolve());
  return { destroy: () => socket.terminate(), closed: closed.promise };
};

function toNews(frame: Frame): News {
  switch (frame.type) {
    case "user_metric":
      return { metrics: [frame.metric], cursor: frame.cursor };
    case "bulk_metrics":
      return { metrics: frame.metrics, cursor: frame.cursor };
    case "event":
      return { events: [frame.event], cursor: frame.cursor };
    case "user_left":
      return { left: [frame], cursor: frame.cursor };
    case "gap":
      return { missed: frame.events, cursor: frame.cursor };
    case "reset":
      return { reset: true };
    case "hello":
      return { cursor: frame.cursor, isGreeting: true };
    case "heartbeat":
    case "run":
      return { cursor: frame.cursor };
  }
}
