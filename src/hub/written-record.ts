import type { MetricRecord } from "../metric/meta.ts";

interface RecordJson {
  metricJson: string;
  metaJson: string;
}

/** A record beside its JSON, which is made once: its size is checked, then disk and wire take it as it is. */
export interface WrittenRecord extends MetricRecord, RecordJson {}

export function toWritten(record: MetricRecord | WrittenRecord): WrittenRecord {
  if ("metricJson" in record) return record;

  const { metric, meta } = record;
  return { metric, meta, metricJson: JSON.stringify(metric), metaJson: JSON.stringify(meta) };
}

/** The record of such JSON, which stands for it from then on. */
export function readWritten({ metricJson, metaJson }: RecordJson): WrittenRecord {
  return {
    metric: JSON.parse(metricJson) as MetricRecord["metric"],
    meta: JSON.parse(metaJson) as MetricRecord["meta"],
    metricJson,
    metaJson,
  };
}
