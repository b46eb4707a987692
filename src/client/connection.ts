/** How the service and its server stand. `retryAt` is in epoch milliseconds, undefined while a try is under way. */
export type Connection =
  | { state: "idle" }
  | { state: "connecting" }
  | { state: "live"; transport: "WebSocket" }
  | { state: "offline"; retryAt: number | undefined };
