import { parseCursor } from "../metric/cursor.ts";
import type { Incoming } from "./incoming.ts";
import { readHello, readMessage } from "./read-frame.ts";

/** Reads the messages of one stream. It is known as a hub's by the first cursor: a stream has no greeting. */
export function createMessageReader(): (name: string, data: string, id: string) => Incoming {
  let isHub = false;

  return (name, data, id) => {
    // Other servers may number their messages as they like.
    const incoming = readMessage(name, data, parseCursor(id) ? id : "");
    const isNew = !isHub && (name === "reset" || incoming.cursor !== undefined);
    if (!isNew) return incoming;

    isHub = true;
    return { ...incoming, items: [readHello(), ...incoming.items] };
  };
}
