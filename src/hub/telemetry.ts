/** What senders bring. */
export type IngestKind = "metric" | "event" | "run";

/** What the hub tells of its own work, to whoever counts it. */
export interface Telemetry {
  /** One commit: how many arrivals shared it, how long it took, its sync included. */
  committed(commit: { arrivals: number; ms: number }): void;
  /** What became of one request or frame: how many records were new, how many were known or older. */
  ingested(kind: IngestKind, records: { accepted: number; duplicates: number }): void;
  /** Milliseconds from observation to disk, of the new metric of a request that took longest. */
  delayed(ms: number): void;
  /** What came in by one transport and was refused. */
  rejected(transport: string, items: number): void;
  /** A metric that was older than what is known of its user, and was not taken. */
  older(source: string): void;
  /** A metric whose clock was ahead of ours, and was taken as of now. */
  clockAhead(source: string): void;
  /** Users who left the live view. */
  left(reason: string, users: number): void;
  reader(transport: string, change: "came" | "went" | "dropped"): void;
  /** Handed to a socket: how many messages, how many bytes. */
  sent(transport: string, messages: number, bytes: number): void;
  /** Changes that a reader never got, since newer ones took over while it was busy. */
  conflated(transport: string, changes: number): void;
  /** Milliseconds from commit until the last level reader had been given it. */
  lagged(ms: number): void;
  /** A request that was turned away at the door: `host`, `origin`, `forwarded`, `credentials`, `scope`, `rate`, `connections`. */
  refused(reason: string): void;
  /** A run that was reported, and how it ended. */
  ran(target: string, verdict: string): void;
}

/** For hubs that nobody watches. */
export const noTelemetry: Telemetry = {
  committed() {},
  ingested() {},
  delayed() {},
  rejected() {},
  older() {},
  clockAhead() {},
  left() {},
  reader() {},
  sent() {},
  conflated() {},
  lagged() {},
  refused() {},
  ran() {},
};
