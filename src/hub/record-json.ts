import type { MetricRecord } from "../metric/meta.ts";

export interface RecordJson {
  metricJson: string;
  metaJson: string;
}

const written = new WeakMap<MetricRecord, RecordJson>();

/** A record as JSON, written once for whoever asks: its size is checked, then disk and wire take it as it is. */
export function toRecordJson(record: MetricRecord): RecordJson {
  const known = written.get(record);
  if (known) return known;

  const json = { metricJson: JSON.stringify(record.metric), metaJson: JSON.stringify(record.meta) };
  written.set(record, json);
  return json;
}

/** The record of such JSON, which it is written as again. */
export function toRecord(json: RecordJson): MetricRecord {
  const record = {
    metric: JSON.parse(json.metricJson) as MetricRecord["metric"],
    meta: JSON.parse(json.metaJson) as MetricRecord["meta"],
  };
  written.set(record, json);
  return record;
}
