import type { Connection } from "../../client/connection.ts";
import { toClockText, toTimeText } from "./words.ts";

/** What the pill says, and what kind of news it is. */
export interface Pill {
  tone: "connecting" | "live" | "catching-up" | "stale" | "gap" | "offline";
  word: string;
  detail?: string | undefined;
  /** The detail is another every second. */
  isCounting?: boolean;
}

interface PillFacts {
  retryInSeconds: number | undefined;
  hasUsers: boolean;
}

/** How the page and the hub stand, in words. */
export function toPill(connection: Connection, { retryInSeconds, hasUsers }: PillFacts): Pill {
  switch (connection.state) {
    case "live":
      return { tone: "live", word: "Live", detail: hasUsers ? toWay(connection) : "nothing yet" };
    case "catching-up": {
      const detail = connection.toGo === undefined ? undefined : `${connection.toGo} to go`;
      return { tone: "catching-up", word: "Catching up", detail, isCounting: true };
    }
    case "stale":
      return { tone: "stale", word: "Stale", detail: `since ${toClockText(connection.since)}` };
    case "gap":
      return { tone: "gap", word: "Gap", detail: `${connection.events} lost` };
    case "offline": {
      const detail = retryInSeconds === undefined ? "trying" : `retry in ${retryInSeconds} s`;
      return { tone: "offline", word: "Offline", detail, isCounting: true };
    }
    default:
      return { tone: "connecting", word: "Connecting" };
  }
}

function toWay({ transport, everyMs }: Extract<Connection, { state: "live" }>): string {
  return everyMs === undefined ? transport : `every ${toTimeText(everyMs)}`;
}
