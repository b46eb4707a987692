import { useRef, useState, type KeyboardEvent } from "react";
import { countNew, type FeedItem } from "../view/feed.ts";
import { toClockText, toLengthText } from "../view/words.ts";
import { EventLine } from "./event-line.tsx";
import { Icon } from "./icon.tsx";
import { useShown, useView } from "./view-context.ts";

/** What happens, newest first. It moves only while its top is in view and the pointer is elsewhere. */
export function Activity() {
  const view = useView();
  const feed = useShown(({ feed }) => feed);
  const pausedAt = useShown(({ pausedAt }) => pausedAt);
  const list = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<readonly FeedItem[]>();
  const items = held ?? feed;
  const isPointerIn = useRef(false);
  const news = countNew(feed, items);
  const firstEvent = items.find((item) => item.type === "event");

  const hold = (): void => setHeld(held ?? feed);
  const release = (): void => {
    const isRead = isPointerIn.current || list.current?.matches(":focus-visible, :has(:focus-visible)");
    if (!isRead && (list.current?.scrollTop ?? 0) === 0) setHeld(undefined);
  };
  const followPointer = (isIn: boolean): void => {
    isPointerIn.current = isIn;
    if (isIn) hold();
    else release();
  };
  const showNew = (): void => {
    setHeld(undefined);
    list.current?.scrollTo({ top: 0 });
  };

  return (
    <section className="lm-activity" aria-label="Activity">
      <header className="lm-part-head">
        <h2>Activity</h2>
        {items.length > 0 && news.count === 0 && (
          <p className="lm-quiet">{pausedAt === undefined ? "newest first" : `held since ${toClockText(pausedAt)}`}</p>
        )}
      </header>
      {news.count > 0 && (
        <button type="button" className="lm-btn lm-new-events" onClick={showNew}>
          <Icon name="up" />
          {`${news.count}${news.isAtLeast ? "+" : ""} new`}
        </button>
      )}
      {/* Focusable, so that the keyboard can scroll it. */}
      <div
        ref={list}
        className="lm-feed"
        role="region"
        aria-label="Events"
        tabIndex={0}
        onPointerEnter={() => followPointer(true)}
        onPointerLeave={() => followPointer(false)}
        // A click leaves focus behind where nobody reads any more; only the keyboard's focus counts.
        onFocus={({ target }) => target.matches(":focus-visible") && hold()}
        onBlur={release}
        onKeyDown={walk}
        onScroll={() => ((list.current?.scrollTop ?? 0) > 0 ? hold() : release())}
      >
        <ol>
          {items.map((item) =>
            item.type === "event" ? (
              <EventLine key={item.event.id} event={item.event} onOpen={view.open} isStop={item === firstEvent} />
            ) : (
              <li key={item.id} className="lm-feed-line lm-feed-gap">
                <time>{toClockText(item.at)}</time>
                <Icon name="hatch" />
                <span className="lm-feed-text">No data for {toLengthText(item.ms)} before this</span>
              </li>
            ),
          )}
        </ol>
        {items.length === 0 && (
          <p className="lm-blank">Sessions, queries, reports and feature changes show here as they happen.</p>
        )}
      </div>
    </section>
  );
}

/** The arrows go from line to line once the keyboard is at one; before that they scroll. */
function walk(event: KeyboardEvent): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const names = [...event.currentTarget.querySelectorAll<HTMLButtonElement>(".lm-feed-user")];
  const at = names.indexOf(document.activeElement as HTMLButtonElement);
  if (by === undefined || at === -1) return;
  event.preventDefault();
  names[at + by]?.focus();
}
