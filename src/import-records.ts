import { toSentence } from "./metric/inbound/input-errors.ts";
import { readAs } from "./metric/inbound/read.ts";
import type { InboundShape } from "./metric/inbound/shape.ts";
import type { MetricRecord } from "./metric/meta.ts";
import type { ReadRecord } from "./metric/record-stream/read.ts";

/** How far an import came. */
export interface ImportProgress {
  /** Records that were met, those that were refused among them. */
  read: number;
  refused: number;
  /** On which the last of them begins. */
  line: number;
}

interface ImportOptions {
  shape: InboundShape;
  /** What `meta.source` says. */
  source: string;
  now: () => Date;
  /** Takes records in the order of the input; resolves when it can take more. */
  deliver: (records: readonly MetricRecord[]) => Promise<void>;
  onRefused: (line: number, reason: string) => void;
  onProgress: (progress: ImportProgress) => void;
  signal: AbortSignal;
}

/**
 * Turns what is read into metrics and delivers it, no faster than it is taken. One record that is refused costs no
 * other; an error of reading or of delivering ends the import, and so does the signal.
 */
export async function importRecords(
  input: AsyncIterable<readonly ReadRecord[]>,
  options: ImportOptions,
): Promise<void> {
  const progress: ImportProgress = { read: 0, refused: 0, line: 0 };
  for await (const records of input) {
    options.signal.throwIfAborted();
    const { good, refused } = sort(records, options);
    await options.deliver(good);
    for (const { line, reason } of refused) options.onRefused(line, reason);

    progress.read += records.length;
    progress.refused += refused.length;
    progress.line = records.at(-1)?.line ?? progress.line;
    options.onProgress({ ...progress });
  }
}

interface Sorted {
  good: MetricRecord[];
  refused: { line: number; reason: string }[];
}

function sort(records: readonly ReadRecord[], { shape, source, now }: ImportOptions): Sorted {
  const context = { receivedAt: now().toISOString(), source };
  const sorted: Sorted = { good: [], refused: [] };
  for (const record of records) {
    const { line } = record;
    if ("problem" in record) {
      sorted.refused.push({ line, reason: record.problem });
      continue;
    }
    const result = readAs(shape, record.value, context);
    if (result.ok) sorted.good.push(result.record);
    else sorted.refused.push({ line, reason: toSentence(result.errors) });
  }
  return sorted;
}
