import { defineFormat } from "./format.ts";

/** One JSON object a line: a metric, or with provenance `{metric, meta}`; an event as `{event}`. */
export const ndjson = defineFormat({
  takesEvents: true,

  head: () => "",

  line({ type, json, metaJson }, { provenance }) {
    if (type !== "metric") return `{"${type}":${json}}\n`;
    return provenance ? `{"metric":${json},"meta":${metaJson}}\n` : `${json}\n`;
  },
});
