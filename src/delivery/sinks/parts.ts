import { SinkError } from "../../errors.ts";
import type { MetricRecord } from "../../metric/meta.ts";
import type { WriteResult } from "../sink.ts";

/** The receiver takes smaller batches only. */
export class TooLargeError extends SinkError {}

/** Writes a batch, and one that is too large in halves, so that a single huge metric never costs the others. */
export async function writeInHalves(
  records: readonly MetricRecord[],
  write: (records: readonly MetricRecord[]) => Promise<WriteResult>,
): Promise<WriteResult> {
  try {
    return await write(records);
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    if (records.length === 1) return { rejected: [{ index: 0, reason: error.message }] };
  }

  const middle = Math.ceil(records.length / 2);
  const first = await writeInHalves(records.slice(0, middle), write);
  const second = await writeInHalves(records.slice(middle), write);
  return {
    rejected: [...first.rejected, ...second.rejected.map(({ index, reason }) => ({ index: middle + index, reason }))],
  };
}
