import type { News } from "../kept.ts";

export interface LineOptions {
  url: string;
  /** Where the reader was; undefined for its first line. */
  since: string | undefined;
  /** Source address: one has no more than some 28,000 ports. */
  localAddress: string | undefined;
  /** For who must ask. */
  pollEveryMs: number;
  take: (news: News) => void;
}

/** One connection of a reader, or for polling the one after another that stand for it. */
export interface Line {
  /** Destroys the TCP socket, as a network does: nothing is said before. */
  destroy(): void;
  closed: Promise<void>;
}

export type OpenLine = (options: LineOptions) => Line;
