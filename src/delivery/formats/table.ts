import stringWidth from "string-width";
import type { Meta } from "../../metric/meta.ts";
import type { UserMetric, UserMetricField } from "../../metric/user-metric.ts";
import { toPlainText } from "../../plain-text.ts";
import { defineFormat } from "./format.ts";

interface Column {
  title: string;
  field: UserMetricField;
  width: number;
  show: (metric: UserMetric) => string;
}

/** From what is wanted most; as many as the terminal is wide. */
const columns: readonly Column[] = [
  { title: "USER", field: "userId", width: 24, show: ({ userName, userId }) => userName || userId },
  { title: "ACTIVE", field: "isActive", width: 6, show: ({ isActive }) => (isActive ? "yes" : "no") },
  { title: "FEATURE", field: "activeFeature", width: 16, show: ({ activeFeature }) => activeFeature },
  { title: "LAST ACTION", field: "lastAction", width: 28, show: ({ lastAction }) => lastAction },
  { title: "COMPANY", field: "company", width: 20, show: ({ company }) => company },
  { title: "MINUTES", field: "sessionDuration", width: 7, show: ({ sessionDuration }) => sessionDuration.toFixed(1) },
  { title: "VIEWS", field: "pageViews", width: 7, show: ({ pageViews }) => String(pageViews) },
  { title: "CLICKS", field: "clickCount", width: 7, show: ({ clickCount }) => String(clickCount) },
];

/** For people: a line a metric, what was not seen is “–”. */
export const table = defineFormat({
  takesEvents: false,

  head: ({ width }) => toLine(fitting(width).map(({ title, width }) => fit(title, width))),

  line({ json, metaJson }, { width }) {
    const metric = JSON.parse(json) as UserMetric;
    const { missing } = JSON.parse(metaJson) as Meta;
    return toLine(
      fitting(width).map(({ field, show, width }) => {
        const text = field in missing ? "–" : toPlainText(show(metric));
        return fit(text, width);
      }),
    );
  },
});

function fitting(width: number): Column[] {
  let used = 0;
  return columns.filter((column, place) => (used += column.width + 2) <= width || place === 0);
}

const letters = new Intl.Segmenter();

/** By what a terminal shows of it, not by its characters. */
function fit(text: string, width: number): string {
  const isWhole = stringWidth(text) <= width;
  const shown = isWhole ? text : `${cut(text, width - 1)}…`;
  return shown + " ".repeat(width - stringWidth(shown));
}

function cut(text: string, width: number): string {
  let used = 0;
  return [...letters.segment(text)]
    .map(({ segment }) => segment)
    .filter((letter) => (used += stringWidth(letter)) <= width)
    .join("");
}

function toLine(cells: readonly string[]): string {
  return `${cells.join("  ").trimEnd()}\n`;
}
