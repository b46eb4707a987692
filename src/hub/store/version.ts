/** A timestamp as text that sorts by time whatever its offset, to the last digit its sender gave. */
export function toVersion(timestamp: string): string {
  const finerThanMs = /\.\d{3}(\d*?)0*(?=[Z+-])/.exec(timestamp)?.[1] ?? "";
  return new Date(timestamp).toISOString().slice(0, -1) + finerThanMs;
}
