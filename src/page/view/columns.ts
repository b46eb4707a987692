import type { UserMetricField } from "../../metric/user-metric.ts";
import type { Row } from "./row.ts";
import type { Status } from "./status.ts";

export type Direction = "ascending" | "descending";

/** A column of the table: its heading, its width and how it sorts. */
export interface Column {
  id: string;
  title: string;
  hint?: string;
  isNumber?: boolean;
  /** Pixels at least. */
  width: number;
  /** Of the room that is left over; by its width unless given. */
  share?: number;
  /** Which way the first click on the heading sorts: text from A, numbers and times from the greatest. */
  firstDirection?: Direction;
  /** What rows are sorted by, if they can be; undefined where it is not known, which comes last in both directions. */
  sortValue?: (row: Row) => number | string | undefined;
}

const rankOfStatus: Record<Status, number> = { active: 3, idle: 2, unknown: 1, left: 0 };

const text = <Id extends string>(id: Id, title: string, width: number, field: TextField) =>
  ({ id, title, width, firstDirection: "ascending", sortValue: ifKnown(field) }) as const;
const number = <Id extends string>(id: Id, title: string, width: number, field: NumberField) =>
  ({ id, title, width, isNumber: true, firstDirection: "descending", sortValue: ifKnown(field) }) as const;

export const columns = [
  text("user", "User", 160, "userName"),
  text("company", "Company", 104, "company"),
  {
    id: "status",
    title: "Status",
    width: 92,
    firstDirection: "descending",
    sortValue: ({ status }) => rankOfStatus[status],
  },
  { ...text("feature", "Feature", 80, "activeFeature"), share: 104 },
  number("session", "Session", 64, "sessionDuration"),
  number("views", "Views", 52, "pageViews"),
  number("clicks", "Clicks", 52, "clickCount"),
  {
    id: "action",
    title: "Last action",
    width: 160,
    share: 220,
    firstDirection: "descending",
    sortValue: ({ actionAt }) => actionAt,
  },
  {
    id: "hour",
    title: "Events, 1 h",
    hint: "Events of the last hour, in bars of 3 minutes",
    width: 100,
    share: 0,
  },
  {
    id: "age",
    title: "Data age",
    hint: "Time since this row was read from its source",
    width: 80,
    share: 100,
    isNumber: true,
    firstDirection: "descending",
    sortValue: ({ readAt }) => -readAt,
  },
  text("email", "E-mail", 168, "email"),
  text("id", "User id", 96, "userId"),
  number("scroll", "Scroll depth", 96, "scrollDepth"),
  number("events", "Events", 72, "eventsTriggered"),
  number("queries", "Queries", 72, "queriesRun"),
  number("reports", "Reports", 72, "reportsCreated"),
  number("dashboards", "Dashboards", 92, "dashboardsViewed"),
  {
    id: "used",
    title: "Features used",
    width: 112,
    isNumber: true,
    firstDirection: "descending",
    sortValue: ({ metric, meta }) => ("featuresUsed" in meta.missing ? undefined : metric.featuresUsed.length),
  },
  {
    id: "source",
    title: "Source",
    hint: "The target or sender that this row came from",
    width: 96,
    firstDirection: "ascending",
    sortValue: ({ meta }) => meta.source,
  },
] as const satisfies readonly Column[];

export type ColumnId = (typeof columns)[number]["id"];

export const usualColumns: readonly ColumnId[] = columns.slice(0, 10).map(({ id }) => id);

/** Whether the reader has left the columns, and their order, as they were. */
export function isUsual(ids: readonly ColumnId[]): boolean {
  return ids.length === usualColumns.length && ids.every((id, index) => id === usualColumns[index]);
}

export function findColumn(id: ColumnId): Column & { id: ColumnId } {
  return columns.find((column) => column.id === id)!;
}

type TextField = "userId" | "userName" | "email" | "company" | "activeFeature";
type NumberField = Extract<
  UserMetricField,
  | "sessionDuration"
  | "pageViews"
  | "clickCount"
  | "scrollDepth"
  | "eventsTriggered"
  | "queriesRun"
  | "reportsCreated"
  | "dashboardsViewed"
>;

function ifKnown(field: TextField | NumberField): (row: Row) => number | string | undefined {
  return ({ metric, meta }) => (field in meta.missing ? undefined : metric[field]);
}
