import type { UserEvent } from "../metric/event.ts";
import type { MetricRecord } from "../metric/meta.ts";
import type { RunReport } from "../metric/run-report.ts";

/** What is delivered: a metric with what is known about it, something that happened, or how a run ended. */
export type Item =
  | { type: "metric"; record: MetricRecord }
  | { type: "event"; event: UserEvent }
  | { type: "run"; run: RunReport };

export type ItemType = Item["type"];

export const itemTypes = ["metric", "event", "run"] as const satisfies readonly ItemType[];

/** An item as it leaves: in JSON, which is written once for disk and wire. */
export interface Parcel<Type extends ItemType = ItemType> {
  type: Type;
  /** Repeated when the item is sent again. */
  id: string;
  /** The user or target it speaks of; of these a newer metric or run takes the place of an older one. */
  key: string;
  json: string;
  /** Of a metric; empty otherwise. */
  metaJson: string;
}

export function toParcel(item: Item): Parcel {
  switch (item.type) {
    case "metric":
      return toMetricParcel(item.record);
    case "event": {
      const { id, userId } = item.event;
      return { type: item.type, id, key: userId, json: JSON.stringify(item.event), metaJson: "" };
    }
    case "run":
      return toRunParcel(item.run);
  }
}

export function toMetricParcel({ metric, meta }: MetricRecord): Parcel<"metric"> {
  return {
    type: "metric",
    id: meta.id,
    key: metric.userId,
    json: JSON.stringify(metric),
    metaJson: JSON.stringify(meta),
  };
}

export function toRunParcel(run: RunReport): Parcel<"run"> {
  const { target, endedAt } = run;
  return { type: "run", id: `${target} ${endedAt}`, key: target, json: JSON.stringify(run), metaJson: "" };
}

/** Neighbours of one type together, in their order; `start` is the place of the first among all. */
export function toSegments(parcels: readonly Parcel[]): { type: ItemType; start: number; parcels: Parcel[] }[] {
  const segments: ReturnType<typeof toSegments> = [];
  for (const [place, parcel] of parcels.entries()) {
    const last = segments.at(-1);
    if (last?.type === parcel.type) last.parcels.push(parcel);
    else segments.push({ type: parcel.type, start: place, parcels: [parcel] });
  }
  return segments;
}
