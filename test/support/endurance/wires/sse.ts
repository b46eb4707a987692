import { get } from "node:http";
import type { UserEvent } from "../../../../src/metric/event.ts";
import type { UserMetric } from "../../../../src/metric/user-metric.ts";
import type { News } from "../kept.ts";
import type { OpenLine } from "./wire.ts";

/** Resumes as an `EventSource` does, by the id of the last whole message. */
export const sse: OpenLine = ({ url, since, localAddress, take }) => {
  const closed = Promise.withResolvers<void>();
  const request = get(`${url}/api/stream`, {
    agent: false,
    headers: since === undefined ? {} : { "last-event-id": since },
    ...(localAddress === undefined ? {} : { localAddress }),
  });
  request.on("response", (response) => {
    let rest = "";
    response.setEncoding("utf8");
    response.on("data", (text: string) => {
      const blocks = (rest + text).split("\n\n");
      rest = blocks.pop()!;
      for (const block of blocks) take(toNews(block));
    });
    response.on("error", () => {});
  });
  request.on("error", () => {});
  request.on("close", () => closed.resolve());
  return { destroy: () => request.destroy(), closed: closed.promise };
};

interface Data {
  metric: UserMetric;
  event: UserEvent;
  events: number;
  userId: string;
}

/** As far as one field a line and one line of data go. */
function toNews(block: string): News {
  const fields = new Map(block.split("\n").map((line) => [line.split(":", 1)[0], line.replace(/^[^:]*: ?/, "")]));
  const cursor = fields.get("id");
  const data = fields.get("data");
  if (data === undefined) return cursor === undefined ? { isGreeting: true } : { cursor };

  const value = JSON.parse(data) as Data;
  switch (fields.get("event")) {
    case undefined:
      return { metrics: [value.metric], cursor };
    case "event":
      return { events: [value.event], cursor };
    case "user_left":
      return { left: [value], cursor };
    case "gap":
      return { missed: value.events, cursor };
    case "reset":
      return { reset: true, cursor };
    default:
      return { cursor };
  }
}
