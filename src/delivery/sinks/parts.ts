import { SinkError } from "../../errors.ts";
import { toSegments, type ItemType, type Parcel } from "../parcel.ts";
import type { WriteResult } from "../sink.ts";

/** The receiver takes smaller batches only. */
export class TooLargeError extends SinkError {}

type Rejected = WriteResult["rejected"];

/**
 * Writes a batch type by type, in its order. What is refused as a whole is written in halves, so that what is at fault
 * is found and named, and never costs the others.
 */
export async function writeInParts(
  parcels: readonly Parcel[],
  write: (parcels: readonly Parcel[], type: ItemType) => Promise<WriteResult>,
): Promise<WriteResult> {
  const rejected: Rejected = [];
  for (const { type, start, parcels: segment } of toSegments(parcels))
    rejected.push(...moved(await writeInHalves(segment, (part) => write(part, type)), start));
  return { rejected };
}

async function writeInHalves(
  parcels: readonly Parcel[],
  write: (parcels: readonly Parcel[]) => Promise<WriteResult>,
): Promise<WriteResult> {
  try {
    return known(await write(parcels), parcels.length);
  } catch (error) {
    if (!(error instanceof SinkError) || error.retryable) throw error;
    if (parcels.length === 1) return { rejected: [{ index: 0, reason: error.message }] };
  }

  const middle = Math.ceil(parcels.length / 2);
  const first = await writeInHalves(parcels.slice(0, middle), write);
  const second = await writeInHalves(parcels.slice(middle), write);
  return { rejected: [...first.rejected, ...moved(second, middle)] };
}

/** What a receiver names that was not sent, or names again, is passed over, or it would fall on another part. */
function known({ rejected }: WriteResult, count: number): WriteResult {
  const places = new Map(rejected.map((one) => [one.index, one]));
  return { rejected: [...places.values()].filter(({ index }) => index >= 0 && index < count) };
}

/** By their place in the batch that the part begins in at `start`. */
function moved({ rejected }: WriteResult, start: number): Rejected {
  return rejected.map(({ index, reason }) => ({ index: start + index, reason }));
}
