import type { Connection } from "../../client/connection.ts";
import type { Choice } from "./choice.ts";
import type { Seat } from "./crowd.ts";
import type { FeedItem } from "./feed.ts";
import type { Census, FeatureCount, Figures } from "./figures.ts";
import type { OlderSource } from "./hub-api.ts";
import type { Row } from "./row.ts";
import type { Clock } from "./status.ts";
import type { Target } from "./targets.ts";
import { minuteMs, secondMs } from "./times.ts";
import { sampleMs, type Chart, type Timeline } from "./timeline.ts";

/** Everything the page shows, at one moment. Parts that have not changed are the same objects as before. */
export interface Snapshot {
  clock: Clock;
  /** The moment that ages are of: it goes by seconds, so that rows are not drawn anew in every frame. */
  agesOf: number;
  connection: Connection;
  /** Whole seconds until the next try; undefined when none is being waited for. */
  retryInSeconds: number | undefined;
  figures: Figures;
  features: readonly FeatureCount[];
  /** Of the last full minute. */
  eventsAMinute: number | undefined;
  /** The moment that the figures are of, once it has passed: when the connection was lost or the page was paused. */
  figuresOf: number | undefined;
  lostAt: number | undefined;
  pausedAt: number | undefined;
  /** Users of whom news is held back. */
  heldCount: number;
  userCount: number;
  /** Whether anything was ever there: a user, an event, the run of a target. */
  hasHeard: boolean;
  /** The seats that search and filters leave, in order. */
  shown: readonly Seat[];
  /** Whether anybody shown is made up. */
  isSynthetic: boolean;
  /** Whether all who are there have come since the page was opened. */
  isWhole: boolean;
  /** There are users, or may be, and the first list of them is being made. */
  isFilling: boolean;
  choice: Choice;
  /** Whose drawer is open, as last seen. */
  selected: Row | undefined;
  isOrderHeld: boolean;
  chart: Chart;
  feed: readonly FeedItem[];
  /** Since when every event is here word for word: an hour ago at best, never where none is. */
  eventsSince: number;
  targets: readonly Target[];
  /** Sources that send much that is older than what is known. */
  olderSources: readonly OlderSource[];
}

interface Parts extends Omit<
  Snapshot,
  "retryInSeconds" | "figures" | "features" | "eventsAMinute" | "figuresOf" | "chart" | "agesOf" | "hasHeard"
> {
  census: Census;
  timeline: Timeline;
}

export function toSnapshot(former: Snapshot | undefined, { census, timeline, ...parts }: Parts): Snapshot {
  const { clock, connection, lostAt, pausedAt } = parts;
  const chart = toChart(former, { clock, timeline, lostAt, pausedAt });
  return {
    ...parts,
    agesOf:
      former && Math.floor(former.agesOf / secondMs) === Math.floor(clock.now / secondMs) ? former.agesOf : clock.now,
    retryInSeconds: toRetrySeconds(connection),
    figures: census.figures,
    features: census.features,
    eventsAMinute: timeline.eventsInMinute((Math.floor(clock.asOf / minuteMs) - 1) * minuteMs),
    figuresOf: pausedAt === undefined && lostAt === undefined ? undefined : clock.asOf,
    hasHeard: former?.hasHeard || hasAnything({ ...parts, chart }),
    chart,
  };
}

function hasAnything({ userCount, targets, feed, chart }: Pick<Snapshot, "userCount" | "targets" | "feed" | "chart">) {
  const isAnybodyCounted = chart.users.counts.some((count) => count !== null && count > 0);
  return userCount + targets.length + feed.length > 0 || isAnybodyCounted;
}

/** The chart steps every ten seconds; while nothing is heard, its end goes on and is hatched. */
function toChart(
  former: Snapshot | undefined,
  { clock, timeline, lostAt, pausedAt }: Pick<Snapshot, "clock" | "lostAt" | "pausedAt"> & { timeline: Timeline },
): Chart {
  const end = pausedAt ?? clock.now;
  const to = Math.floor(end / sampleMs) * sampleMs;
  const silentSince = lostAt !== undefined && lostAt < to ? lostAt : undefined;
  const chart = former?.chart;
  const isSame = chart?.to === to && chart.version === timeline.version && chart.silentSince === silentSince;
  return isSame ? chart : timeline.chart(to, silentSince);
}

/** By our own clock, as the service counts. */
function toRetrySeconds(connection: Connection): number | undefined {
  if (connection.state !== "offline" || connection.retryAt === undefined) return undefined;
  return Math.max(1, Math.ceil((connection.retryAt - Date.now()) / secondMs));
}
