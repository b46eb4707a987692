import type { ReactNode } from "react";
import type { UserMetricField } from "../../metric/user-metric.ts";
import { findColumn, type ColumnId } from "../view/columns.ts";
import type { Row } from "../view/row.ts";
import { toCountText, toMinutesText } from "../view/words.ts";
import { DataAge } from "./data-age.tsx";
import { LastAction } from "./last-action.tsx";
import { Sparkline } from "./sparkline.tsx";
import { StatusMark } from "./status-mark.tsx";
import { UserName } from "./user-name.tsx";
import { Value } from "./value.tsx";

interface CellContext {
  row: Row;
  now: number;
  /** The greatest bar among the sparklines in view. */
  most: number;
}

/** What stands in the cell of a column. */
export function toCell(column: ColumnId, context: CellContext): ReactNode {
  return cells[column](context);
}

/** The whole of a text that may be cut. */
export function toCellTitle(column: ColumnId, { metric, meta }: Row): string | undefined {
  if (column === "company") return metric.company;
  if (column === "feature") return metric.activeFeature;
  if (column === "email") return metric.email;
  if (column === "id") return metric.userId;
  if (column === "used") return metric.featuresUsed.join(", ");
  return column === "source" ? meta.source : undefined;
}

const cells: Record<ColumnId, (context: CellContext) => ReactNode> = {
  user: ({ row }) => <UserName metric={row.metric} meta={row.meta} />,
  company: ({ row }) => toValue("company", row, "company", row.metric.company),
  status: ({ row, now }) => <StatusMark row={row} now={now} />,
  feature: ({ row }) => toValue("feature", row, "activeFeature", row.metric.activeFeature),
  session: ({ row }) => toValue("session", row, "sessionDuration", toMinutesText(row.metric.sessionDuration)),
  views: ({ row }) => toCount("views", row, "pageViews"),
  clicks: ({ row }) => toCount("clicks", row, "clickCount"),
  action: ({ row, now }) => <LastAction row={row} now={now} />,
  hour: ({ row, most }) => <Sparkline userId={row.metric.userId} most={most} />,
  age: ({ row, now }) => <DataAge row={row} now={now} />,
  email: ({ row }) => toValue("email", row, "email", row.metric.email),
  id: ({ row }) => <code>{row.metric.userId}</code>,
  scroll: ({ row }) => toValue("scroll", row, "scrollDepth", `${Math.round(row.metric.scrollDepth)} %`),
  events: ({ row }) => toCount("events", row, "eventsTriggered"),
  queries: ({ row }) => toCount("queries", row, "queriesRun"),
  reports: ({ row }) => toCount("reports", row, "reportsCreated"),
  dashboards: ({ row }) => toCount("dashboards", row, "dashboardsViewed"),
  used: ({ row }) => toValue("used", row, "featuresUsed", String(row.metric.featuresUsed.length)),
  source: ({ row }) => row.meta.source,
};

type CountField = "pageViews" | "clickCount" | "eventsTriggered" | "queriesRun" | "reportsCreated" | "dashboardsViewed";

function toCount(column: ColumnId, row: Row, field: CountField): ReactNode {
  return toValue(column, row, field, toCountText(row.metric[field]));
}

function toValue(column: ColumnId, { meta }: Row, field: UserMetricField, text: string): ReactNode {
  return <Value label={findColumn(column).title} field={field} meta={meta} text={text} />;
}
