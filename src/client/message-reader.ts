import { parseCursor } from "../metric/cursor.ts";
import type { Incoming } from "./incoming.ts";
import { defaultHeartbeatSeconds, readMessage } from "./read-frame.ts";

/** Reads the messages of one stream. It is known as a hub's by the first cursor: a stream has no greeting. */
export function createMessageReader(): (name: string, data: string, id: string) => Incoming {
  let isHub = false;

  return (name, data, id) => {
    // Other servers may number their messages as they like.
    const incoming = readMessage(name, data, parseCursor(id) ? id : "");
    const isOfHub = name === "reset" || incoming.cursor !== undefined;
    if (isHub || !isOfHub) return incoming;

    isHub = true;
    const heartbeatMs = defaultHeartbeatSeconds * 1_000;
    return { ...incoming, items: [{ type: "hello", heartbeatMs }, ...incoming.items] };
  };
}
