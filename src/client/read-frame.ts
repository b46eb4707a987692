import type { Incoming, Item } from "./incoming.ts";
import { isAmount, isFilledText, isObject, parseObject, type Json } from "./json.ts";
import { readEach, readEvent, readGap, readLeft, readRun, readStanding, readUsers } from "./read-items.ts";

/** As often a hub is heard that does not say how often. */
export const defaultHeartbeatSeconds = 25;

/** Reads a frame of the guide or of the hub. One of a type that is not known brings nothing, as the protocol asks. */
export function readFrame(text: unknown): Incoming {
  const frame = parseObject(text);
  return frame ? toIncoming(readAny(frame), frame.cursor) : { items: [], unreadable: 1 };
}

function readAny(frame: Json): (Item | undefined)[] {
  switch (frame.type) {
    case "user_metric":
      return readUsers([frame.metric], [frame.meta]);
    case "bulk_metrics":
      return readUsers(frame.metrics, frame.metas);
    case "event":
      return [readEvent(frame.event)];
    case "user_left":
      return [readLeft(frame)];
    case "run":
      return [readRun(frame.run)];
    case "gap":
      return [readGap(frame.events, frame.cursor)];
    case "reset":
      return [{ type: "reset" }];
    case "hello":
      return [readHello(frame)];
    case "heartbeat":
      return [readStanding(frame.behind)];
    default:
      return [];
  }
}

function readHello({ heartbeatSeconds }: Json): Item {
  const seconds = isAmount(heartbeatSeconds) && heartbeatSeconds > 0 ? heartbeatSeconds : defaultHeartbeatSeconds;
  return { type: "hello", heartbeatMs: seconds * 1_000 };
}

/** Reads a server-sent event: its name and its data. A message of the guide has neither name nor id. */
export function readMessage(name: string, text: string, id: string): Incoming {
  const data = parseObject(text);
  if (!data) return { items: [], unreadable: 1 };
  const frame = { ...data, cursor: id };
  // Users come on the default event, one a message; a server of its own may send the frames of a WebSocket there.
  if (name !== "message") return toIncoming(readAny({ ...frame, type: name }), id);
  if ("metric" in data) return toIncoming(readUsers([data.metric], [data.meta]), id);
  return toIncoming("event" in data ? [readEvent(data.event)] : readAny(frame), id);
}

interface Asked {
  /** The cursor it was asked with. */
  since: string | undefined;
  /** A hub that is asked as often is heard as often. */
  heartbeatMs: number;
}

/**
 * Reads the answer to a poll; undefined where it lists no metrics, as the page of a login does. A server of the guide gives
 * no cursor, and says no more than who is there.
 */
export function readAnswer(text: string, { since, heartbeatMs }: Asked): (Incoming & { hasMore: boolean }) | undefined {
  const answer = parseObject(text);
  if (!Array.isArray(answer?.metrics)) return undefined;

  const { metrics, metas, events = [], left = [], runs = [], cursor, gap, reset, more } = answer;
  const isHub = isFilledText(cursor);
  const hasMore = isHub && more === true;
  const read: (Item | undefined)[] = [];
  if (isHub) read.push({ type: "hello", heartbeatMs });
  if (reset === true) read.push({ type: "reset" });
  if (isObject(gap)) read.push(readGap(gap.events, since));
  read.push(...readUsers(metrics, metas), ...readEach(left, readLeft), ...readEach(events, readEvent));
  read.push(...readEach(runs, readRun));
  if (isHub && !hasMore) read.push(readStanding(0));
  return { ...toIncoming(read, cursor), hasMore };
}

function toIncoming(read: (Item | undefined)[], cursor: unknown): Incoming {
  const items = read.filter((item) => item !== undefined);
  return { items, cursor: isFilledText(cursor) ? cursor : undefined, unreadable: read.length - items.length };
}
