import { toCursorText } from "../../metric/cursor.ts";
import type { Hub, Start } from "../hub.ts";
import type { Batch } from "../batch.ts";
import type { Position } from "../store/store.ts";

/**
 * The text of a StateAnswer, in pieces, however large the state. A user who changes while it is sent is in it once,
 * and again in the answer to its cursor.
 */
export async function* toStateAnswer(hub: Hub, { position, isReset }: Start): AsyncGenerator<string, void> {
  const { epoch, seq } = hub.cursor;
  const metas = new Map<string, string>();
  const events: string[] = [];

  yield '{"metrics":[';
  for await (const { changes } of readToLevel(hub, position)) {
    const isFirst = metas.size === 0;
    const metrics: string[] = [];
    for (const change of changes) {
      if (change.type === "event") {
        if (change.seq <= seq) events.push(change.eventJson);
      } else if (!metas.has(change.userId)) {
        metrics.push(change.metricJson);
        metas.set(change.userId, change.metaJson);
      }
    }
    if (metrics.length > 0) yield `${isFirst ? "" : ","}${metrics.join(",")}`;
  }

  yield `],"metas":[${[...metas.values()].join(",")}],"events":[${events.join(",")}]`;
  yield `,"cursor":"${toCursorText({ epoch, seq })}"${isReset ? ',"reset":true' : ""}}`;
}

async function* readToLevel(hub: Hub, from: Position): AsyncGenerator<Batch, void> {
  let batch = await hub.read(from);
  yield batch;
  while (!batch.isLevel) {
    batch = await hub.read(batch.end);
    yield batch;
  }
}
