import type { Row } from "./row.ts";
import type { Status } from "./status.ts";

export type Direction = "ascending" | "descending";

/** A column of the table: its heading and how it sorts. */
export interface Column {
  id: string;
  title: string;
  hint?: string;
  /** Which way the first click on the heading sorts: text from A, numbers and times from the greatest. */
  firstDirection: Direction;
  /** What rows are sorted by; undefined where it is not known, which comes last in both directions. */
  valueOf: (row: Row) => number | string | undefined;
}

const rankOfStatus: Record<Status, number> = { active: 2, idle: 1, unknown: 0 };

export const columns = [
  { id: "user", title: "User", firstDirection: "ascending", valueOf: ifKnown("userName") },
  { id: "company", title: "Company", firstDirection: "ascending", valueOf: ifKnown("company") },
  { id: "status", title: "Status", firstDirection: "descending", valueOf: ({ status }) => rankOfStatus[status] },
  { id: "feature", title: "Feature", firstDirection: "ascending", valueOf: ifKnown("activeFeature") },
  { id: "session", title: "Session", firstDirection: "descending", valueOf: ifKnown("sessionDuration") },
  { id: "views", title: "Views", firstDirection: "descending", valueOf: ifKnown("pageViews") },
  { id: "clicks", title: "Clicks", firstDirection: "descending", valueOf: ifKnown("clickCount") },
  { id: "action", title: "Last action", firstDirection: "descending", valueOf: toActionTime },
  {
    id: "age",
    title: "Data age",
    hint: "Time since this row was read from its source",
    firstDirection: "descending",
    valueOf: ({ metric }) => -Date.parse(metric.timestamp),
  },
] as const satisfies readonly Column[];

export type ColumnId = (typeof columns)[number]["id"];

type SortableField = "userName" | "company" | "activeFeature" | "sessionDuration" | "pageViews" | "clickCount";

function ifKnown(field: SortableField): Column["valueOf"] {
  return ({ metric, meta }) => (field in meta.missing ? undefined : metric[field]);
}

function toActionTime({ metric, meta }: Row): number | undefined {
  return "lastActionTime" in meta.missing ? undefined : Date.parse(metric.lastActionTime);
}
