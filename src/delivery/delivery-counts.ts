import type { Courier, CourierCounts } from "./courier.ts";
import type { Sink } from "./sink.ts";

/** What became of what was for a sink. */
export interface DeliveryCounts extends CourierCounts {
  /** What waits is on disk, and what was refused too. */
  isSpooled: boolean;
  /** What a delivery means to the receiver. */
  confirms: Sink["confirms"];
}

/** By sink; two sinks of one address are one line for people. */
export function countBySink(
  couriers: readonly Courier[],
  differs: (sink: Sink) => Partial<Pick<DeliveryCounts, "isSpooled">> & { lost?: number } = () => ({}),
): Record<string, DeliveryCounts> {
  const counts: Record<string, DeliveryCounts> = {};
  for (const courier of couriers) {
    const { sink } = courier;
    const { isSpooled = sink.isSpooled, lost = 0 } = differs(sink);
    const { dropped, ...rest } = courier.counts;
    counts[sink.label] = add(counts[sink.label], {
      ...rest,
      dropped: dropped + lost,
      isSpooled,
      confirms: sink.confirms,
    });
  }
  return counts;
}

function add(counts: DeliveryCounts | undefined, more: DeliveryCounts): DeliveryCounts {
  if (!counts) return more;
  return {
    ...more,
    delivered: counts.delivered + more.delivered,
    rejected: counts.rejected + more.rejected,
    conflated: counts.conflated + more.conflated,
    dropped: counts.dropped + more.dropped,
    waiting: counts.waiting + more.waiting,
  };
}
