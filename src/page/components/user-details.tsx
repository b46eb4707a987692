import type { ReactNode } from "react";
import type { UserMetricField } from "../../metric/user-metric.ts";
import { writeAddress } from "../view/address.ts";
import { initialChoice } from "../view/choice.ts";
import { fieldLabels, fields } from "../view/fields.ts";
import type { Row } from "../view/row.ts";
import { toClockText, toCountText, toMinutesText, toReachText, toTimeText } from "../view/words.ts";
import { CopyButton } from "./copy-button.tsx";
import { DataAge } from "./data-age.tsx";
import { EventLine } from "./event-line.tsx";
import { FeatureBars } from "./feature-bars.tsx";
import { withSmallUnits } from "./figure.tsx";
import { Icon } from "./icon.tsx";
import { StatusMark } from "./status-mark.tsx";
import { Value } from "./value.tsx";
import { useShown, useView } from "./view-context.ts";

const eventsAtMost = 50;

interface UserDetailsProps {
  row: Row;
  /** The address of the page opens a user. */
  hasDeepLinks: boolean;
}

/** All fields of a record, what is not known of it and why, and what its user did. */
export function UserDetails({ row, hasDeepLinks }: UserDetailsProps) {
  const view = useView();
  const now = useShown(({ agesOf }) => agesOf);
  useShown(({ feed }) => feed);
  const { metric, meta } = row;
  const reach = useShown(({ eventsSince, agesOf }) => toReachText(eventsSince, agesOf));
  const events = view.eventsOf(metric.userId);
  const missing = fields.filter((field) => field in meta.missing);

  return (
    <>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div className="lm-drawer-body" tabIndex={0} role="region" aria-label="All fields">
        <dl className="lm-facts">
          <Fact fields={["isActive"]} title="Status">
            <StatusMark row={row} now={now} />{" "}
            <span className="lm-quiet">
              read as{" "}
              <Value label="Is active" field="isActive" meta={meta} text={metric.isActive ? "active" : "not active"} />
            </span>
          </Fact>
          <Fact fields={["lastAction", "lastActionTime"]} title="Last action">
            <span className="lm-read" title={metric.lastAction} dir="auto">
              <Value label="Last action" field="lastAction" meta={meta} text={metric.lastAction} />
            </span>{" "}
            <span className="lm-quiet">
              {row.actionAt === undefined ? (
                <Value label="Time of last action" field="lastActionTime" meta={meta} text="" />
              ) : (
                <>
                  {toTimeText(now - row.actionAt)} ago<span className="lm-at"> · {toClockText(row.actionAt)}</span>
                </>
              )}
            </span>
          </Fact>
          <Fact fields={["company"]} title="Company">
            <span className="lm-read" title={metric.company} dir="auto">
              <Value label="Company" field="company" meta={meta} text={metric.company} />
            </span>
          </Fact>
          <Fact fields={["userId"]} title="User id">
            <code className="lm-read" title={metric.userId} dir="auto">
              {metric.userId}
            </code>
          </Fact>
          <Fact fields={["timestamp"]} title="Data age">
            <DataAge row={row} now={now} />{" "}
            <span className="lm-quiet">
              read <span className="lm-at">{toClockText(row.readAt)} </span>from{" "}
              <bdi title={meta.source}>{meta.source}</bdi>
            </span>
          </Fact>
        </dl>
        <dl className="lm-counts">
          {toCounts(row).map(({ field, text }) => (
            <div key={field}>
              <dt title={field}>{fieldLabels[field]}</dt>
              <dd>
                {field in meta.missing ? (
                  <Value label={fieldLabels[field]} field={field} meta={meta} text="" />
                ) : (
                  withSmallUnits(text)
                )}
              </dd>
            </div>
          ))}
        </dl>
        {missing.length > 0 && (
          <ul className="lm-reasons" aria-label="Not known">
            {missing.map((field) => (
              <li key={field}>
                <Icon name="hatch" />
                <span>
                  {fieldLabels[field]}: {meta.missing[field]}
                </span>
              </li>
            ))}
          </ul>
        )}
        <FeatureBars row={row} />
        <section className="lm-drawer-part">
          <h3>
            Recent events{" "}
            <span className="lm-quiet">
              {events.length > eventsAtMost && `newest ${eventsAtMost} of `}
              {events.length > 0 && `${toCountText(events.length)} `}
              {reach}
            </span>
          </h3>
          <ol>
            {events.slice(0, eventsAtMost).map((event) => (
              <EventLine key={event.id} event={event} />
            ))}
          </ol>
          {events.length === 0 && <p className="lm-blank">No event of this user is known, {reach}.</p>}
        </section>
      </div>
      <footer className="lm-drawer-foot">
        <CopyButton icon="copy" title="Copy as JSON" toText={() => JSON.stringify({ metric, meta }, undefined, 2)} />
        {hasDeepLinks && <CopyButton icon="link" title="Copy link" toText={() => toLink(metric.userId)} />}
      </footer>
    </>
  );
}

/** The name of the fields is the title of the label, for who looks for them in the data. */
function Fact({ fields, title, children }: { fields: UserMetricField[]; title: string; children: ReactNode }) {
  return (
    <div>
      <dt title={fields.join(", ")}>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function toCounts({ metric }: Row): { field: UserMetricField; text: string }[] {
  return [
    { field: "sessionDuration", text: toMinutesText(metric.sessionDuration) },
    { field: "pageViews", text: toCountText(metric.pageViews) },
    { field: "clickCount", text: toCountText(metric.clickCount) },
    { field: "scrollDepth", text: `${Math.round(metric.scrollDepth)} %` },
    { field: "eventsTriggered", text: toCountText(metric.eventsTriggered) },
    { field: "queriesRun", text: toCountText(metric.queriesRun) },
    { field: "reportsCreated", text: toCountText(metric.reportsCreated) },
    { field: "dashboardsViewed", text: toCountText(metric.dashboardsViewed) },
  ];
}

/** The address of this user alone; what the app around the page has in its address stays. */
function toLink(userId: string): string {
  const link = new URL(location.href);
  link.search = writeAddress(location.search, { ...initialChoice, userId });
  return link.href;
}
