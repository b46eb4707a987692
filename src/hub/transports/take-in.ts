import { toCursorText } from "../../metric/cursor.ts";
import { readEvents, readMetrics, readRuns, type Intake, type Rejected } from "../intake.ts";
import type { Receipt } from "../hub.ts";
import type { TransportContext } from "./transport.ts";

/** What became of the records of one request or frame; they are on disk. */
export interface TakenIn extends Receipt {
  /** Same order as they were sent, without those that were rejected. */
  ids: string[];
  rejected: Rejected[];
}

/** The way in, the same for all transports: read, counted, stored. */
export interface TakeIn {
  /** `metas`, where there are any, are in the same order. */
  metrics(values: readonly unknown[], metas?: readonly unknown[]): Promise<TakenIn>;
  events(values: readonly unknown[]): Promise<TakenIn>;
  runs(values: readonly unknown[]): Promise<TakenIn>;
}

/** `transport` names the sender where the records do not, and in what is counted. */
export function createTakeIn(
  { hub, telemetry, now }: Pick<TransportContext, "hub" | "telemetry" | "now">,
  transport: string,
): TakeIn {
  const context = () => ({ receivedAt: new Date(now()).toISOString(), source: transport });

  async function store<Item>(
    { items, rejected, clocksAhead }: Intake<Item>,
    { idOf, accept }: { idOf: (item: Item) => string; accept: (items: Item[]) => Promise<Receipt> },
  ): Promise<TakenIn> {
    if (rejected.length > 0) telemetry.rejected(transport, rejected.length);
    for (const source of clocksAhead) telemetry.clockAhead(source);
    const receipt = items.length > 0 ? await accept(items) : nothingOf(hub.cursor);
    return { ids: items.map(idOf), rejected, ...receipt };
  }

  return {
    metrics: (values, metas = []) =>
      store(readMetrics(values, metas, context()), {
        idOf: ({ meta }) => meta.id,
        accept: (records) => hub.accept(records),
      }),
    events: (values) =>
      store(readEvents(values, context()), { idOf: ({ id }) => id, accept: (events) => hub.acceptEvents(events) }),
    runs: (values) =>
      store(readRuns(values, context()), { idOf: ({ target }) => target, accept: (runs) => hub.acceptRuns(runs) }),
  };
}

function nothingOf(cursor: Parameters<typeof toCursorText>[0]): Receipt {
  return { accepted: 0, duplicates: 0, cursor: toCursorText(cursor) };
}
