import { parseCursor } from "../metric/cursor.ts";
import type { Incoming, Item } from "./incoming.ts";
import { isAmount, isFilledText, isObject, parseObject, toArray, toText, type Json } from "./json.ts";
import { readEvent, readGap, readLeft, readRun, readStanding, readUsers } from "./read-items.ts";

/** As often a hub is heard that does not say how often. */
const defaultHeartbeatSeconds = 25;

/** Reads a frame of the guide or of the hub. One of a type that is not known brings nothing, as the protocol asks. */
export function readFrame(text: unknown): Incoming {
  const frame = parseObject(text);
  return toIncoming([frame], frame?.cursor);
}

/**
 * Reads a server-sent event: its name, its data and its id. A message of the guide has neither name nor id; other servers
 * may number theirs as they like. A stream has no greeting: its hub is known by the cursors.
 */
export function readMessage(name: string, text: string, id: string): Incoming {
  const data = parseObject(text);
  if (!data) return toIncoming([data], data);
  const cursor = parseCursor(id) && id;
  const isHub = cursor !== undefined || name === "reset";
  // Users come on the default event, one a message; a server of its own may send the frames of a WebSocket there.
  const unnamed = "metric" in data ? "user_metric" : "event" in data ? "event" : data.type;
  const type = name === "message" ? unnamed : name;
  return toIncoming([{ type: isHub && "hello" }, { ...data, type, cursor }], cursor);
}

interface Asked {
  /** The cursor it was asked with. */
  since: string | undefined;
  /** A hub that is asked as often is heard as often. */
  heartbeatMs: number;
}

/**
 * Reads the answer to a poll as the frames that it stands for; undefined where it lists no metrics, as the page of a login
 * does. A server of the guide gives no cursor, and says no more than who is there.
 */
export function readAnswer(text: string, { since, heartbeatMs }: Asked): (Incoming & { hasMore: boolean }) | undefined {
  const answer = parseObject(text);
  if (!Array.isArray(answer?.metrics)) return undefined;

  const { events, left, runs, cursor, gap, reset, more } = answer;
  const isHub = isFilledText(cursor);
  const hasMore = isHub && more === true;
  const frames: Json[] = [
    { type: isHub && "hello", heartbeatSeconds: heartbeatMs / 1_000 },
    { type: reset === true && "reset" },
    { ...(gap as Json | undefined), type: isObject(gap) && "gap", cursor: since },
    { ...answer, type: "bulk_metrics" },
    ...toArray(left).map((user) => Object.assign({}, user, { type: "user_left" })),
    ...toArray(events).map((event) => ({ type: "event", event })),
    ...toArray(runs).map((run) => ({ type: "run", run })),
    { type: isHub && !hasMore && "heartbeat" },
  ];
  return { ...toIncoming(frames, cursor), hasMore };
}

/** Undefined stands for what is no frame. */
function toIncoming(frames: (Json | undefined)[], cursor: unknown): Incoming {
  const read = frames.flatMap(readAny);
  const items = read.filter((item) => item !== undefined);
  return { items, cursor: toText(cursor) || undefined, unreadable: read.length - items.length };
}

/** What a frame brings: undefined for each thing in it that cannot be read. */
function readAny(frame: Json | undefined): Item | undefined | (Item | undefined)[] {
  if (!frame) return undefined;
  switch (frame.type) {
    case "user_metric":
      return readUsers([frame.metric], [frame.meta]);
    case "bulk_metrics":
      return readUsers(frame.metrics, frame.metas);
    case "event":
      return readEvent(frame.event);
    case "user_left":
      return readLeft(frame);
    case "run":
      return readRun(frame.run);
    case "gap":
      return readGap(frame.events, frame.cursor);
    case "reset":
      return { type: "reset" };
    case "hello":
      return readHello(frame);
    case "heartbeat":
      return readStanding(frame.behind);
    default:
      return [];
  }
}

/** What a hub is known by. */
function readHello({ heartbeatSeconds }: Json): Item {
  const seconds = isAmount(heartbeatSeconds) && heartbeatSeconds > 0 ? heartbeatSeconds : defaultHeartbeatSeconds;
  return { type: "hello", heartbeatMs: seconds * 1_000 };
}
