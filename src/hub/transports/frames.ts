import { toCursorText } from "../../metric/cursor.ts";
import { oncePerBatch, type Batch, type Entry } from "../batch.ts";
import { sizeOf } from "../change-size.ts";
import type { Change } from "../store/store.ts";
import { toTextFrame } from "./text-frame.ts";

type UserChange = Extract<Change, { type: "user" }>;

/**
 * Of users who come in bulk, unless one alone is more. A client has a frame, and its cursor, only when it has come whole: a
 * larger one could take a slow line longer than a client waits in silence, each time from the start. This is 32 s at 1 KB/s.
 */
const bytesPerFrame = 32 * 1024;

/** Messages for one socket, as they are written to it. */
export interface Framed {
  messages: number;
  bytes: Buffer;
}

interface Form {
  /** All that is sent, not only the guide's frames. */
  isFull: boolean;
  /** The state as a WebSocket opens with it: always in bulk. */
  isOpening: boolean;
}

/** A batch as frames, for a client that knows the guide and for one of `live-metrics.v1`. */
export const framesFor = {
  plain: toForms({ isFull: false }),
  v1: toForms({ isFull: true }),
};

function toForms({ isFull }: Pick<Form, "isFull">) {
  return {
    opening: oncePerBatch((batch) => toFramed(toMessages(batch, { isFull, isOpening: true }))),
    live: oncePerBatch((batch) => toFramed(toMessages(batch, { isFull, isOpening: false }))),
  };
}

/** One buffer for all, so that a reader costs one write however many they are. */
export function toFramed(messages: readonly string[]): Framed {
  return { messages: messages.length, bytes: Buffer.concat(messages.map(toTextFrame)) };
}

function toMessages(batch: Batch, form: Form): string[] {
  const frames = form.isFull && batch.isReset ? ['{"type":"reset"}'] : [];
  frames.push(...entryFrames(batch, form));
  // The cursor is for clients of the guide too, and comes at once even where there is nothing else.
  if (form.isOpening && !form.isFull && frames.length === 0) frames.push(bulkFrame([], cursorOf(batch, batch.end.seq)));
  return frames;
}

function entryFrames(batch: Batch, { isFull, isOpening }: Form): string[] {
  const frames: string[] = [];
  let users: UserChange[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (users.length > 0) {
      const cursor = cursorOf(batch, users.at(-1)!.seq);
      frames.push(users.length === 1 && !isOpening ? userFrame(users[0]!, cursor) : bulkFrame(users, cursor));
    }
    users = [];
    bytes = 0;
  };

  // In the order of the sequence, or a cursor would promise what was not sent yet.
  for (const entry of batch.entries) {
    if (entry.type === "user") {
      const size = sizeOf(entry);
      if (bytes + size > bytesPerFrame) flush();
      users.push(entry);
      bytes += size;
    } else if (isFull || entry.type === "event") {
      flush();
      frames.push(otherFrame(entry, cursorOf(batch, entry.seq)));
    }
  }
  flush();
  return frames;
}

function otherFrame(entry: Exclude<Entry, UserChange>, cursor: string): string {
  switch (entry.type) {
    case "left":
      return JSON.stringify({ type: "user_left", userId: entry.userId, reason: entry.reason, cursor });
    case "event":
      return `{"type":"event","event":${entry.eventJson},"cursor":"${cursor}"}`;
    case "run":
      return `{"type":"run","run":${entry.runJson},"cursor":"${cursor}"}`;
    case "gap":
      return JSON.stringify({ type: "gap", events: entry.events, cursor });
  }
}

function userFrame({ metricJson, metaJson }: UserChange, cursor: string): string {
  return `{"type":"user_metric","metric":${metricJson},"meta":${metaJson},"cursor":"${cursor}"}`;
}

function bulkFrame(users: readonly UserChange[], cursor: string): string {
  const metrics = users.map(({ metricJson }) => metricJson).join(",");
  const metas = users.map(({ metaJson }) => metaJson).join(",");
  return `{"type":"bulk_metrics","metrics":[${metrics}],"metas":[${metas}],"cursor":"${cursor}"}`;
}

function cursorOf({ epoch }: Batch, seq: number): string {
  return toCursorText({ epoch, seq });
}
