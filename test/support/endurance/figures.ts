/** A proof's figures as a JSON line on standard output; in the small size they would say little. */
export function printFigures(proof: string, figures: Record<string, unknown>): void {
  if (process.env["LIVE_METRICS_TEST_SIZE"] === "full")
    process.stdout.write(`${JSON.stringify({ proof, ...figures })}\n`);
}

/** The value that this share of all samples does not exceed. */
export function percentile(samples: readonly number[], share: number): number | undefined {
  const sorted = samples.toSorted((first, second) => first - second);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function inMegabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
