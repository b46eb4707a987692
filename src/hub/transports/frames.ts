import { toCursorText } from "../../metric/cursor.ts";
import { oncePerBatch, type Batch } from "../batch.ts";
import type { Change } from "../store/store.ts";

type UserChange = Extract<Change, { type: "user" }>;

/** The state as a WebSocket opens with it: always in bulk, and one frame with the cursor even where there is nothing. */
export const toOpeningFrames = oncePerBatch((batch) => {
  if (batch.changes.length === 0)
    return [Buffer.from(bulkFrame([], toCursorText({ epoch: batch.epoch, seq: batch.end.seq })))];
  return toFrames(batch, bulkFrame);
});

/** Changes as they happen: one user alone or several in bulk, events each for itself. */
export const toLiveFrames = oncePerBatch((batch) =>
  toFrames(batch, (users, cursor) => (users.length === 1 ? userFrame(users[0]!, cursor) : bulkFrame(users, cursor))),
);

function toFrames({ epoch, changes }: Batch, frameOf: (users: UserChange[], cursor: string) => string): Buffer[] {
  const frames: string[] = [];
  let users: UserChange[] = [];
  const flush = (): void => {
    if (users.length > 0) frames.push(frameOf(users, toCursorText({ epoch, seq: users.at(-1)!.seq })));
    users = [];
  };

  // In the order of the sequence, or a cursor would promise what was not sent yet.
  for (const change of changes) {
    if (change.type === "user") users.push(change);
    else {
      flush();
      frames.push(
        `{"type":"event","event":${change.eventJson},"cursor":"${toCursorText({ epoch, seq: change.seq })}"}`,
      );
    }
  }
  flush();
  return frames.map((frame) => Buffer.from(frame));
}

function userFrame({ metricJson, metaJson }: UserChange, cursor: string): string {
  return `{"type":"user_metric","metric":${metricJson},"meta":${metaJson},"cursor":"${cursor}"}`;
}

function bulkFrame(users: readonly UserChange[], cursor: string): string {
  const metrics = users.map(({ metricJson }) => metricJson).join(",");
  const metas = users.map(({ metaJson }) => metaJson).join(",");
  return `{"type":"bulk_metrics","metrics":[${metrics}],"metas":[${metas}],"cursor":"${cursor}"}`;
}
