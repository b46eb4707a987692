import { SinkError } from "../../errors.ts";
import { TooLargeError } from "./halves.ts";

/** What a receiver's HTTP status means for the delivery, also where the status answers a WebSocket handshake. */
export function toStatusError(status: number, endpoint: string, retryAfter: unknown): SinkError {
  const retryable = status >= 500 || status === 408 || status === 425 || status === 429;
  const retryAfterMs = parseRetryAfter(retryAfter, Date.now());
  const options = {
    retryable,
    hint:
      hints[status] ??
      (retryable ? "The receiver is tried again." : "The receiver will not take this; check the address."),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return status === 413
    ? new TooLargeError(`${endpoint} answered ${status}`, options)
    : new SinkError(`${endpoint} answered ${status}`, options);
}

const hints: Record<number, string> = {
  401: "Give a key with --api-key or LIVE_METRICS_API_KEY.",
  403: "The key may not write here; ask for one that may.",
  404: "Check the path: a base address gets the standard path, any other path is used as it stands.",
  429: "The receiver asks for fewer calls; a key lifts the limit of a hub.",
};

/** `Retry-After` in either form of RFC 9110, section 10.2.3. */
export function parseRetryAfter(header: unknown, now: number): number | undefined {
  if (typeof header !== "string") return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;

  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
