import { useState } from "react";
import { minuteMs } from "../view/times.ts";
import type { Chart as ChartData } from "../view/timeline.ts";
import { toClockText, toCountText, toShortClockText } from "../view/words.ts";
import { ChartPane } from "./chart-pane.tsx";
import { Gaps } from "./gaps.tsx";
import { toScaleTop } from "./scale-top.ts";
import { useShown } from "./view-context.ts";

const tickMs = 10 * minuteMs;
/** On a phone, the label of a tick that is this near would run into that of the end. */
const narrowMs = 9 * minuteMs;

/** Active users and events over the last hour, on one time axis; what is not known is hatched. */
export function Chart() {
  const chart = useShown(({ chart }) => chart);
  const lostAt = useShown(({ lostAt }) => lostAt);
  const pausedAt = useShown(({ pausedAt }) => pausedAt);
  const [hovered, setHovered] = useState<number>();
  const { users, events, gaps, from, to } = chart;
  const usersTop = toScaleTop(users.counts);
  const lastUsers = toLast(users.counts);
  const lastEvents = toLast(events.counts);
  const isSilent = lostAt !== undefined;

  return (
    <section
      className={isSilent ? "lm-chart lm-is-stale" : "lm-chart"}
      aria-label={`Active users and events, last hour. ${describe(lastUsers, lastEvents)}`}
    >
      <header className="lm-chart-head">
        <h2>
          Last hour
          <span className="lm-quiet">{toState(lostAt, pausedAt)}</span>
        </h2>
        <p className="lm-legend">
          <span>
            <i className="lm-swatch-line" />
            active users
          </span>
          <span>
            <i className="lm-swatch-bar" />
            events a minute
          </span>
          <span>
            <i className="lm-swatch-hatch" />
            no data
          </span>
        </p>
      </header>
      <div className="lm-chart-body">
        <div className="lm-plot" onPointerLeave={() => setHovered(undefined)}>
          <ChartPane kind="users" chart={chart} top={usersTop} onHover={setHovered} />
          <ChartPane kind="events" chart={chart} top={toScaleTop(events.counts)} onHover={setHovered} />
          <Gaps chart={chart} />
          {!isSilent && lastUsers !== undefined && gaps.at(-1)?.to !== to && (
            <b className="lm-now-dot" style={{ top: toTop(lastUsers, usersTop) }} />
          )}
          {hovered !== undefined && <Readout at={hovered} chart={chart} />}
        </div>
        <div className="lm-axis-y" aria-hidden="true">
          <span style={{ top: toTop(usersTop, usersTop) }}>{toCountText(usersTop)}</span>
          <span style={{ top: toTop(usersTop / 2, usersTop) }}>{toCountText(usersTop / 2)}</span>
          <span style={{ top: toTop(0, usersTop) }}>0</span>
          {lastUsers !== undefined && (
            <span className="lm-tag lm-tag-users" style={{ top: toTop(lastUsers, usersTop) }}>
              {toCountText(lastUsers)}
            </span>
          )}
          {lastEvents !== undefined && (
            <span className="lm-tag" style={{ top: "calc(var(--lm-pane-users) + var(--lm-pane-events) / 2)" }}>
              {toCountText(lastEvents)}
            </span>
          )}
        </div>
        <div className="lm-axis-x" aria-hidden="true">
          {toTicks(from, to).map((at) => (
            <span
              key={at}
              className={(at / tickMs) % 2 === 1 || to - at < narrowMs ? "lm-is-spare" : undefined}
              style={{ left: toLeft(at, chart) }}
            >
              {toShortClockText(at)}
            </span>
          ))}
          <span className="lm-axis-end" style={{ left: "100%" }}>
            {toShortClockText(to)}
          </span>
        </div>
      </div>
    </section>
  );
}

/** What is so at the moment that the pointer is at. */
function Readout({ at, chart }: { at: number; chart: ChartData }) {
  const gap = chart.gaps.find(({ from, to }) => at > from && at < to);
  if (gap)
    return (
      <p className="lm-readout">
        <b>{toShortClockText(at)}</b>
        <span>
          <i className="lm-swatch-hatch" />
          No data, {toClockText(gap.from)} to {toClockText(gap.to)}
        </span>
      </p>
    );

  const users = toNearest(chart.users, at);
  const minute = Math.floor(at / minuteMs) * minuteMs;
  const events = chart.events.counts[chart.events.at.indexOf(minute)];
  return (
    <p className="lm-readout">
      <b>{toShortClockText(at)}</b>
      {users !== undefined && (
        <span>
          <i className="lm-swatch-line" />
          {users} active
        </span>
      )}
      {typeof events === "number" && (
        <span>
          <i className="lm-swatch-bar" />
          {events} events
        </span>
      )}
    </p>
  );
}

function toState(lostAt: number | undefined, pausedAt: number | undefined): string {
  if (pausedAt !== undefined) return `paused at ${toClockText(pausedAt)}`;
  return lostAt === undefined ? "" : `nothing received since ${toClockText(lostAt)}`;
}

function describe(users: number | undefined, events: number | undefined): string {
  const parts = [
    users !== undefined && `${users} active`,
    events !== undefined && `${events} events in the last minute`,
  ];
  return parts.filter(Boolean).join(", ");
}

function toLast(counts: readonly (number | null)[]): number | undefined {
  return counts.findLast((count) => count !== null) ?? undefined;
}

function toNearest({ at, counts }: ChartData["users"], moment: number): number | undefined {
  const index = at.findLastIndex((time) => time <= moment);
  return counts[index] ?? undefined;
}

function toLeft(at: number, { from, to }: ChartData): string {
  return `${(Math.max(at - from, 0) / (to - from)) * 100}%`;
}

/** From the top of the pane of users. */
function toTop(count: number, top: number): string {
  return `calc(var(--lm-pane-users) * ${1 - (count / top) * 0.93})`;
}

/** Every ten minutes, but not where the last label stands. */
function toTicks(from: number, to: number): number[] {
  const ticks: number[] = [];
  for (let at = Math.ceil(from / tickMs) * tickMs; at < to - 3 * minuteMs; at += tickMs) ticks.push(at);
  return ticks;
}
