import { toPill, type Pill } from "../view/pill.ts";
import { Icon, type IconName } from "./icon.tsx";
import { useShown } from "./view-context.ts";

const icons: Record<Pill["tone"], IconName> = {
  connecting: "brokenRing",
  live: "disc",
  "catching-up": "catch",
  stale: "smallClock",
  gap: "brokenBar",
  offline: "struckRing",
};

/** How the page and the hub stand, in a shape, a colour and words. */
export function ConnectionPill() {
  const connection = useShown(({ connection }) => connection);
  const retryInSeconds = useShown(({ retryInSeconds }) => retryInSeconds);
  const hasUsers = useShown(({ userCount, heldCount }) => userCount + heldCount > 0);
  const { tone, word, detail, isCounting } = toPill(connection, { retryInSeconds, hasUsers });

  return (
    <span className={`lm-pill lm-pill-${tone}`} role="status">
      <Icon name={icons[tone]} />
      <b>{word}</b>
      {/* Hidden from screen readers where it counts: they would read out every second. */}
      {detail && <span aria-hidden={isCounting}>{detail}</span>}
    </span>
  );
}
