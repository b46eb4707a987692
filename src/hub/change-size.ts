import type { Change } from "./store/store.ts";

/** Bytes of what a change holds, as they go over the wire. */
export function sizeOf(change: Change): number {
  switch (change.type) {
    case "user":
      return Buffer.byteLength(change.metricJson) + Buffer.byteLength(change.metaJson);
    case "left":
      return Buffer.byteLength(change.userId);
    case "event":
      return Buffer.byteLength(change.eventJson);
    case "run":
      return Buffer.byteLength(change.runJson);
  }
}
