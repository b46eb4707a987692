import type { UserEvent } from "../../metric/event.ts";
import { toHappening } from "../view/happening.ts";
import { toClockText } from "../view/words.ts";
import { Icon } from "./icon.tsx";

const icons = { use: "dot", start: "start", end: "end" } as const;

interface EventLineProps {
  event: UserEvent;
  /** Opens the user; without it the line is about one whose name stands above. */
  onOpen?: (userId: string) => void;
  /** Whether Tab stops here; from line to line the arrows go. */
  isStop?: boolean;
}

/** An event in words. */
export function EventLine({ event, onOpen, isStop = false }: EventLineProps) {
  const { kind, words, feature } = toHappening(event);
  const name = event.userName === "" ? event.userId : event.userName;

  return (
    <li className="lm-feed-line">
      <time dateTime={event.timestamp}>{toClockText(Date.parse(event.timestamp))}</time>
      <Icon name={icons[kind]} />
      <span className="lm-feed-text" title={`${name} ${words} ${feature ?? ""}`.trim()}>
        {onOpen ? (
          <button
            type="button"
            className="lm-feed-user"
            dir="auto"
            tabIndex={isStop ? 0 : -1}
            onClick={() => onOpen(event.userId)}
          >
            {name}
          </button>
        ) : null}{" "}
        <span className="lm-feed-what">
          {onOpen ? words : toSentence(words)}{" "}
          {feature !== undefined && <bdi className="lm-feed-feature">{feature}</bdi>}
        </span>
      </span>
    </li>
  );
}

function toSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
