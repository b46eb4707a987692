import type { Snapshot } from "../view/live-view.ts";
import { toClockText } from "../view/words.ts";
import { Icon, type IconName } from "./icon.tsx";

/** How the page and the hub stand, in a shape, a colour and words. */
export function ConnectionPill({ snapshot }: { snapshot: Snapshot }) {
  const { tone, icon, word, detail } = toPill(snapshot);

  return (
    <span className={`lm-pill lm-pill-${tone}`} role="status">
      <Icon name={icon} />
      <b>{word}</b>
      {/* Hidden from screen readers where it counts down: they would read out every second. */}
      {detail && <span aria-hidden={tone === "offline"}>{detail}</span>}
    </span>
  );
}

interface Pill {
  tone: "connecting" | "live" | "offline";
  icon: IconName;
  word: string;
  detail?: string;
}

function toPill({ connection, userCount, retryInSeconds }: Snapshot): Pill {
  switch (connection.state) {
    case "live":
      return {
        tone: "live",
        icon: "disc",
        word: "Live",
        detail: userCount === 0 ? "nothing yet" : connection.transport,
      };
    case "catching-up": {
      const detail = connection.toGo === undefined ? {} : { detail: `${connection.toGo} to go` };
      return { tone: "connecting", icon: "brokenRing", word: "Catching up", ...detail };
    }
    case "stale":
      return { tone: "offline", icon: "brokenRing", word: "Stale", detail: `since ${toClockText(connection.since)}` };
    case "gap":
      return { tone: "live", icon: "disc", word: "Gap", detail: `${connection.events} lost` };
    case "offline": {
      const detail = retryInSeconds === undefined ? "trying" : `retry in ${retryInSeconds} s`;
      return { tone: "offline", icon: "struckRing", word: "Offline", detail };
    }
    default:
      return { tone: "connecting", icon: "brokenRing", word: "Connecting" };
  }
}
