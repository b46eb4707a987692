import type { UserEvent } from "../metric/event.ts";
import type { RunReport } from "../metric/run-report.ts";
import type { Item } from "./incoming.ts";
import { isAmount, isFilledText, isObject, isText, isTime, toArray, toText, type Json } from "./json.ts";
import { readRecord } from "./read-record.ts";

/** What becomes of one thing that was sent; undefined where it cannot be read. */
type Read = (sent: unknown) => Item | undefined;

/** Undefined stands for a list that is none. */
export function readUsers(metrics: unknown, metas: unknown): (Item | undefined)[] {
  if (!Array.isArray(metrics)) return [undefined];
  const sentMetas = toArray(metas);
  return metrics.map((metric, index) => {
    const record = readRecord(metric, sentMetas[index]);
    return record && { type: "user", record };
  });
}

export function readLeft({ userId }: Json): Item | undefined {
  return isFilledText(userId) ? { type: "left", userId } : undefined;
}

/** An event of the guide has no id: then it is told from others by all that is in it. */
export const readEvent: Read = (sent) => {
  if (!isObject(sent) || !isFilledText(sent.type)) return undefined;
  const { id, type } = sent;
  const data = isObject(sent.data) ? sent.data : {};
  const timestamp = isTime(sent.timestamp) ? sent.timestamp : undefined;
  const userId = toText(sent.userId);
  const key = isFilledText(id) ? id : timestamp && toContent([type, userId, timestamp, data]);
  const event: UserEvent = {
    id: key ?? "",
    type,
    userId,
    userName: toText(sent.userName),
    data,
    timestamp: timestamp ?? new Date().toISOString(),
  };
  return { type: "event", event, key };
};

/** Undefined for what is nested deeper than can be written. */
function toContent(parts: unknown[]): string | undefined {
  try {
    return JSON.stringify(parts);
  } catch {
    // Such an event is taken for a new one each time.
    return undefined;
  }
}

/** A hub's reports are whole; what is not is none. */
export const readRun: Read = (sent) => {
  const isWhole =
    isObject(sent) &&
    [sent.target, sent.verdict].every(isFilledText) &&
    isText(sent.sentence) &&
    isAmount(sent.rows) &&
    isObject(sent.evidence) &&
    [sent.startedAt, sent.endedAt].every(isTime);
  return isWhole ? { type: "run", run: sent as unknown as RunReport } : undefined;
};

export function readGap(events: unknown, after: unknown): Item | undefined {
  return isAmount(events) ? { type: "gap", events, after: toText(after) } : undefined;
}

/** A heartbeat; one that does not say how far behind its reader is comes from a hub that says it of no other. */
export function readStanding(behind: unknown): Item {
  return { type: "standing", behind: isAmount(behind) ? behind : 0 };
}
