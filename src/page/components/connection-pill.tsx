import type { Connection } from "../../client/connection.ts";
import { toClockText, toTimeText } from "../view/words.ts";
import { Icon, type IconName } from "./icon.tsx";
import { useShown } from "./view-context.ts";

/** How the page and the hub stand, in a shape, a colour and words. */
export function ConnectionPill() {
  const connection = useShown(({ connection }) => connection);
  const retryInSeconds = useShown(({ retryInSeconds }) => retryInSeconds);
  const hasUsers = useShown(({ userCount, heldCount }) => userCount + heldCount > 0);
  const { tone, icon, word, detail, isCounting } = toPill(connection, { retryInSeconds, hasUsers });

  return (
    <span className={`lm-pill lm-pill-${tone}`} role="status">
      <Icon name={icon} />
      <b>{word}</b>
      {/* Hidden from screen readers where it counts: they would read out every second. */}
      {detail && <span aria-hidden={isCounting}>{detail}</span>}
    </span>
  );
}

interface Pill {
  tone: "connecting" | "live" | "catching-up" | "stale" | "gap" | "offline";
  icon: IconName;
  word: string;
  detail?: string | undefined;
  isCounting?: boolean;
}

interface PillFacts {
  retryInSeconds: number | undefined;
  hasUsers: boolean;
}

function toPill(connection: Connection, { retryInSeconds, hasUsers }: PillFacts): Pill {
  switch (connection.state) {
    case "live":
      return { tone: "live", icon: "disc", word: "Live", detail: hasUsers ? toWay(connection) : "nothing yet" };
    case "catching-up": {
      const detail = connection.toGo === undefined ? undefined : `${connection.toGo} to go`;
      return { tone: "catching-up", icon: "catch", word: "Catching up", detail, isCounting: true };
    }
    case "stale":
      return { tone: "stale", icon: "smallClock", word: "Stale", detail: `since ${toClockText(connection.since)}` };
    case "gap":
      return { tone: "gap", icon: "brokenBar", word: "Gap", detail: `${connection.events} lost` };
    case "offline": {
      const detail = retryInSeconds === undefined ? "trying" : `retry in ${retryInSeconds} s`;
      return { tone: "offline", icon: "struckRing", word: "Offline", detail, isCounting: true };
    }
    default:
      return { tone: "connecting", icon: "brokenRing", word: "Connecting" };
  }
}

function toWay({ transport, everyMs }: Extract<Connection, { state: "live" }>): string {
  return everyMs === undefined ? transport : `every ${toTimeText(everyMs)}`;
}
