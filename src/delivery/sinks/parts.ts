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

/**
 * Writes many parts at a time where everybody is named but once, so that which one comes first does not matter; else one
 * after the other. Ends when all have ended: none is on its way any more when the batch is written again.
 */
export async function writeSideBySide(
  parcels: readonly Parcel[],
  size: number,
  write: (parcels: readonly Parcel[]) => Promise<WriteResult>,
): Promise<WriteResult> {
  const starts = Array.from({ length: Math.ceil(parcels.length / size) }, (_, part) => part * size);
  const writePart = async (start: number): Promise<Rejected> =>
    moved(known(await write(parcels.slice(start, start + size)), size), start);
  const isEachOnce = new Set(parcels.map(({ key }) => key)).size === parcels.length;
  if (isEachOnce) return { rejected: (await allEnded(starts.map(writePart))).flat() };

  const rejected: Rejected = [];
  for (const start of starts) rejected.push(...(await writePart(start)));
  return { rejected };
}

async function allEnded<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
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
