/** Differences below this are the header's own coarseness and the way of the answer. */
const toleranceMs = 2_000;

/**
 * Milliseconds by which the hub's clock is ahead of ours, read from the `Date` header of any answer; 0 where the clocks
 * agree or the hub's cannot be read.
 */
export async function measureClockOffsetMs(hubUrl: string, signal: AbortSignal): Promise<number> {
  const sentAt = Date.now();
  const hubTime = await fetch(hubUrl, { method: "HEAD", cache: "no-store", signal }).then(
    ({ headers }) => Date.parse(headers.get("date") ?? ""),
    () => Number.NaN,
  );

  // The header counts whole seconds: half of one is its middle.
  const offsetMs = hubTime + 500 - (sentAt + Date.now()) / 2;
  return Math.abs(offsetMs) > toleranceMs ? offsetMs : 0;
}
