import { toCsvCell, toCsvRow } from "../../metric/csv.ts";
import type { UserEvent } from "../../metric/event.ts";
import type { MetricRecord } from "../../metric/meta.ts";
import type { ColumnId } from "./columns.ts";
import { findColumn } from "./columns.ts";
import type { Row } from "./row.ts";
import type { UserMetricField } from "../../metric/user-metric.ts";
import { statusWords } from "./words.ts";

/** The field that a column shows, where it is one; the others are worked out. */
const fieldOf: Partial<Record<ColumnId, UserMetricField>> = {
  user: "userName",
  company: "company",
  feature: "activeFeature",
  session: "sessionDuration",
  views: "pageViews",
  clicks: "clickCount",
  age: "timestamp",
  email: "email",
  id: "userId",
  scroll: "scrollDepth",
  events: "eventsTriggered",
  queries: "queriesRun",
  reports: "reportsCreated",
  dashboards: "dashboardsViewed",
  used: "featuresUsed",
};

interface UsersCsvOptions {
  columns: readonly ColumnId[];
  /** Events of a user in the last hour; undefined where not all of them are known. */
  countEvents: (userId: string) => number | undefined;
}

/** The table as it is shown. What was not read is an empty cell, and times are whole. */
export function toUsersCsv(rows: readonly Row[], { columns, countEvents }: UsersCsvOptions): string {
  const cells: Partial<Record<ColumnId, (row: Row) => string[]>> = {
    status: ({ status }) => [statusWords[status]],
    action: (row) => [toField(row, "lastAction"), toField(row, "lastActionTime")],
    hour: ({ metric }) => [String(countEvents(metric.userId) ?? "")],
    source: ({ meta }) => [meta.source],
  };
  const toCells = (row: Row): string[] =>
    columns.flatMap((id) => {
      const field = fieldOf[id];
      return field === undefined ? (cells[id]?.(row) ?? []) : [toField(row, field)];
    });
  return [toCsvRow(columns.flatMap(toHeadings)), ...rows.map((row) => toCsvRow(toCells(row)))].join("");
}

/** All fields of all, with what is known about each. */
export function toUsersJson(rows: readonly MetricRecord[]): string {
  return `${JSON.stringify(
    rows.map(({ metric, meta }) => ({ metric, meta })),
    undefined,
    2,
  )}\n`;
}

export function toEventsCsv(events: readonly UserEvent[]): string {
  const head = toCsvRow(["timestamp", "type", "userId", "userName", "data", "id"]);
  const lines = events.map(({ timestamp, type, userId, userName, data, id }) =>
    toCsvRow([timestamp, type, userId, userName, toCsvCell(data), id]),
  );
  return [head, ...lines].join("");
}

function toHeadings(id: ColumnId): string[] {
  if (id === "action") return ["Last action", "Time of last action"];
  return [id === "age" ? "Read at" : findColumn(id).title];
}

function toField({ metric, meta }: MetricRecord, field: UserMetricField): string {
  return field in meta.missing ? "" : toCsvCell(metric[field]);
}
