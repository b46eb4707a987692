import type { Meta } from "../../metric/meta.ts";
import { userMetricFields, type UserMetric } from "../../metric/user-metric.ts";
import { defineFormat } from "./format.ts";

/** As RFC 4180 has it. What was not seen is an empty cell; a list has its items between semicolons. */
export const csv = defineFormat({
  takesEvents: false,

  head: ({ provenance }) => toRow([...userMetricFields, ...(provenance ? ["source", "missing", "derived"] : [])]),

  line({ json, metaJson }, { provenance }) {
    const metric = JSON.parse(json) as UserMetric;
    const { source, missing, derived } = JSON.parse(metaJson) as Meta;
    const cells = userMetricFields.map((field) => (field in missing ? "" : toCell(metric[field])));
    return toRow(provenance ? [...cells, source, toCell(missing), toCell(derived)] : cells);
  },
});

function toCell(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join("; ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${String(inner)}`)
    .join("; ");
}

function toRow(cells: readonly string[]): string {
  return `${cells.map((cell) => quote(inert(cell))).join(",")}\r\n`;
}

/** A spreadsheet takes what begins like this for a formula, and would run it. See OWASP, “CSV Injection”. */
function inert(cell: string): string {
  return /^\s*[=+\-@\t\r\n|＝＋－＠]/.test(cell) ? `'${cell}` : cell;
}

function quote(cell: string): string {
  return /[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
