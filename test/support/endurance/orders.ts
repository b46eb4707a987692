import type { UserMetric } from "../../../src/metric/user-metric.ts";
import type { Jitter } from "./reader.ts";
import type { WireName } from "./wires/index.ts";

/** What a process of readers can be told to do; it answers each with a Report when it is done. */
export type Order =
  /** Lets readers come, a third on each transport; done when each has a place in the sequence. */
  | { type: "open"; url: string; readers: number; localAddress: string | undefined; pollEveryMs: number }
  | { type: "shake"; jitter: Jitter }
  | { type: "watch" }
  /** Where the hub is from now on; undefined while it is down. */
  | { type: "move"; url: string | undefined }
  /** Lets all come back; done when all have this cursor, or when patience is at its end. */
  | { type: "settle"; cursor: string; patienceMs: number }
  | { type: "report" }
  /** Compares what each has with what it should have. */
  | { type: "compare"; expected: Expected };

export interface Expected {
  metrics: UserMetric[];
  cursor: string;
  /** How many events there were in all. */
  events: number;
}

/** What the readers of one transport came to. */
export interface WireReport {
  wire: WireName;
  readers: number;
  lines: number;
  kills: number;
  resets: number;
  updates: number;
  /** Events seen, and events announced as missed, of all readers. */
  events: number;
  missed: number;
  /** Users and events that are as they should be, of those that should be. */
  right: number;
  wanted: number;
  resumeMs: number[];
  longestWaitMs: number;
  /** The places of its readers. */
  cursors: (string | undefined)[];
  /** What is wrong, a sentence each. */
  faults: string[];
}

export type Report = WireReport[];
