export type TransportName = "WebSocket" | "SSE" | "polling";

/**
 * How the service and its server stand, by what is heard and not by the socket. Times are epoch milliseconds; `since` is
 * when something was last heard, undefined where nothing was.
 */
export type Connection =
  | { state: "idle" }
  | { state: "connecting" }
  /** `toGo` is how many changes are still to come at most, where that is known. */
  | { state: "catching-up"; transport: TransportName; toGo?: number | undefined }
  /** `everyMs` is how often a server is asked that does not speak by itself. */
  | { state: "live"; transport: TransportName; everyMs?: number | undefined }
  /** Live again, but so many events were lost; until `dismissGap`. */
  | { state: "gap"; transport: TransportName; events: number }
  /** The server should have been heard since, and was not. */
  | { state: "stale"; transport: TransportName; since: number }
  /** `retryAt` is undefined while a try is under way; `reason` is what the server said, where it said something. */
  | { state: "offline"; since?: number | undefined; retryAt: number | undefined; reason?: string | undefined };
