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
  /** As a track of the table's grid, in its three widths: 1,000 px and more, 1,280, 1,600. */
  width: string;
  /** Which way the first click on the heading sorts: text from A, numbers and times from the greatest. */
  firstDirection?: Direction;
  /** What rows are sorted by, if they can be; undefined where it is not known, which comes last in both directions. */
  sortValue?: (row: Row) => number | string | undefined;
}

const rankOfStatus: Record<Status, number> = { active: 3, idle: 2, unknown: 1, left: 0 };

const text = <Id extends string>(id: Id, title: string, width: string, field: TextField) =>
  ({ id, title, width, firstDirection: "ascending", sortValue: ifKnown(field) }) as const;
const number = <Id extends string>(id: Id, title: string, width: string, field: NumberField) =>
  ({ id, title, width, isNumber: true, firstDirection: "descending", sortValue: ifKnown(field) }) as const;

export const columns = [
  text("user", "User", "max(176px, 13cqi)", "userName"),
  text("company", "Company", "max(112px, 9cqi)", "company"),
  {
    id: "status",
    title: "Status",
    width: "max(104px, 7cqi)",
    firstDirection: "descending",
    sortValue: ({ status }) => rankOfStatus[status],
  },
  text("feature", "Feature", "max(88px, 7.5cqi)", "activeFeature"),
  number("session", "Session", "max(72px, 5.5cqi)", "sessionDuration"),
  number("views", "Views", "max(56px, 4.5cqi)", "pageViews"),
  number("clicks", "Clicks", "max(60px, 4.5cqi)", "clickCount"),
  {
    id: "action",
    title: "Last action",
    width: "minmax(128px, 1fr)",
    firstDirection: "descending",
    sortValue: ({ actionAt }) => actionAt,
  },
  {
    id: "hour",
    title: "Events, 1 h",
    hint: "Events of the last hour, in bars of 3 minutes",
    width: "112px",
  },
  {
    id: "age",
    title: "Data age",
    hint: "Time since this row was read from its source",
    width: "max(88px, 7cqi)",
    isNumber: true,
    firstDirection: "descending",
    sortValue: ({ readAt }) => -readAt,
  },
  text("email", "E-mail", "max(168px, 13cqi)", "email"),
  text("id", "User id", "max(96px, 8cqi)", "userId"),
  number("scroll", "Scroll depth", "96px", "scrollDepth"),
  number("events", "Events", "72px", "eventsTriggered"),
  number("queries", "Queries", "72px", "queriesRun"),
  number("reports", "Reports", "72px", "reportsCreated"),
  number("dashboards", "Dashboards", "92px", "dashboardsViewed"),
  {
    id: "used",
    title: "Features used",
    width: "112px",
    isNumber: true,
    firstDirection: "descending",
    sortValue: ({ metric, meta }) => ("featuresUsed" in meta.missing ? undefined : metric.featuresUsed.length),
  },
  {
    id: "source",
    title: "Source",
    hint: "The target or sender that this row came from",
    width: "max(96px, 8cqi)",
    firstDirection: "ascending",
    sortValue: ({ meta }) => meta.source,
  },
] as const satisfies readonly Column[];

export type ColumnId = (typeof columns)[number]["id"];

export const usualColumns: readonly ColumnId[] = columns.slice(0, 10).map(({ id }) => id);

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
