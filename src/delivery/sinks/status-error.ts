import { SinkError } from "../../errors.ts";
import { TooLargeError } from "./parts.ts";

/** Somebody has to change a key, an address or a server, so asking more often would not help. */
export const pauseMs = 60_000;

const hints: Record<number, string> = {
  401: "Give a key with --api-key or LIVE_METRICS_API_KEY.",
  403: "The key may not write here; ask for one that may.",
  404: "Check the path: a base address gets the standard path, any other path is used as it stands.",
  429: "The receiver asks for fewer calls; a key lifts the limit of a hub.",
};

/** It is what was sent that the receiver does not want; of all others the sender, the address or the receiver is at fault. */
const refusals = new Set([400, 409, 410, 413, 414, 415, 422, 431]);
/** These pass by themselves. */
const passing = new Set([408, 425, 429]);

/** What a receiver's HTTP status means for the delivery, also where the status answers a WebSocket handshake. */
export function toStatusError(status: number, endpoint: string, retryAfter: unknown): SinkError {
  const message = `${endpoint} answered ${status}`;
  const hint = hints[status];
  if (status === 413) return new TooLargeError(message, { retryable: false, hint: "The receiver takes less at once." });
  if (refusals.has(status))
    return new SinkError(message, {
      retryable: false,
      hint: hint ?? "The receiver will not take this; what it refused is kept: live-metrics spool ls",
    });
  if (status >= 500 || passing.has(status)) {
    const retryAfterMs = parseRetryAfter(retryAfter, Date.now());
    return new SinkError(message, {
      retryable: true,
      hint: hint ?? "The receiver is tried again.",
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  return new SinkError(message, {
    retryable: true,
    retryAfterMs: pauseMs,
    hint: hint ?? "Check the address: this is no answer of a receiver of metrics.",
  });
}

/** `Retry-After` in either form of RFC 9110, section 10.2.3. */
export function parseRetryAfter(header: unknown, now: number): number | undefined {
  if (typeof header !== "string") return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;

  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
