import { toCursorText } from "../../metric/cursor.ts";
import type { Place } from "../batch.ts";
import { Spill } from "./spill.ts";
import { StateReading } from "./state-reading.ts";
import type { TransportContext } from "./transport.ts";

/**
 * The text of a StateAnswer, in pieces. Metrics are sent as they are read; what comes after them waits in a file if it
 * is much, so that a large state, or a client that reads slowly, takes no memory.
 */
export async function* toStateAnswer(
  place: Place,
  { hub, spillFolder }: Pick<TransportContext, "hub" | "spillFolder">,
): AsyncGenerator<Buffer | string, void> {
  await using metas = new Spill(spillFolder);
  await using events = new Spill(spillFolder);
  await using left = new Spill(spillFolder);
  await using runs = new Spill(spillFolder);
  const reading = new StateReading(hub, place);

  yield '{"metrics":[';
  for await (const entries of reading.entries()) {
    const users = entries.filter((change) => change.type === "user");
    if (users.length > 0) yield (metas.isEmpty ? "" : ",") + users.map(({ metricJson }) => metricJson).join(",");
    await metas.add(users.map(({ metaJson }) => metaJson));
    await events.add(entries.filter((change) => change.type === "event").map(({ eventJson }) => eventJson));
    await runs.add(entries.filter((change) => change.type === "run").map(({ runJson }) => runJson));
    await left.add(
      entries
        .filter((change) => change.type === "left")
        .map(({ userId, reason }) => JSON.stringify({ userId, reason })),
    );
  }

  yield '],"metas":[';
  yield* metas.text();
  yield '],"events":[';
  yield* events.text();
  yield '],"left":[';
  yield* left.text();
  yield "]";
  if (!runs.isEmpty) {
    yield ',"runs":[';
    yield* runs.text();
    yield "]";
  }
  yield endOf(reading);
}

function endOf({ cursor, isReset, missedEvents, isComplete }: StateReading): string {
  const end = {
    cursor: toCursorText(cursor),
    ...(isReset ? { reset: true } : {}),
    ...(missedEvents > 0 ? { gap: { events: missedEvents } } : {}),
    ...(isComplete ? {} : { more: true }),
  };
  return `,${JSON.stringify(end).slice(1)}`;
}
