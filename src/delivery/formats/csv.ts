import { toCsvCell, toCsvRow } from "../../metric/csv.ts";
import type { Meta } from "../../metric/meta.ts";
import { userMetricFields, type UserMetric } from "../../metric/user-metric.ts";
import { defineFormat } from "./format.ts";

/** As RFC 4180 has it. What was not seen is an empty cell; a list has its items between semicolons. */
export const csv = defineFormat({
  takesEvents: false,

  head: ({ provenance }) => toCsvRow([...userMetricFields, ...(provenance ? ["source", "missing", "derived"] : [])]),

  line({ json, metaJson }, { provenance }) {
    const metric = JSON.parse(json) as UserMetric;
    const { source, missing, derived } = JSON.parse(metaJson) as Meta;
    const cells = userMetricFields.map((field) => (field in missing ? "" : toCsvCell(metric[field])));
    return toCsvRow(provenance ? [...cells, source, toCsvCell(missing), toCsvCell(derived)] : cells);
  },
});
