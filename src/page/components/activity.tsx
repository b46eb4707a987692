import { useRef, useState } from "react";
import type { FeedItem } from "../view/feed.ts";
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
  const newCount = held ? countNew(feed, held) : 0;

  const hold = (): void => setHeld(held ?? feed);
  const release = (): void => {
    if ((list.current?.scrollTop ?? 0) === 0 && !list.current?.matches(":hover, :focus-within")) setHeld(undefined);
  };
  const showNew = (): void => {
    setHeld(undefined);
    list.current?.scrollTo({ top: 0 });
  };

  return (
    <section className="lm-activity" aria-label="Activity">
      <header className="lm-part-head">
        <h2>Activity</h2>
        {items.length > 0 && (
          <p className="lm-quiet">{pausedAt === undefined ? "newest first" : `held since ${toClockText(pausedAt)}`}</p>
        )}
      </header>
      {newCount > 0 && (
        <button type="button" className="lm-btn lm-new-events" onClick={showNew}>
          <Icon name="up" />
          {newCount >= feed.length ? `${newCount}+ new` : `${newCount} new`}
        </button>
      )}
      {/* Focusable, so that the keyboard can scroll it. */}
      <div
        ref={list}
        className="lm-feed"
        role="region"
        aria-label="Events"
        tabIndex={0}
        onPointerEnter={hold}
        onPointerLeave={() => setTimeout(release)}
        onFocus={hold}
        onBlur={() => setTimeout(release)}
        onScroll={() => ((list.current?.scrollTop ?? 0) > 0 ? hold() : release())}
      >
        <ol>
          {items.map((item) =>
            item.type === "event" ? (
              <EventLine key={item.event.id} event={item.event} onOpen={view.open} />
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

/** How many came since the newest one that is shown. */
function countNew(feed: readonly FeedItem[], held: readonly FeedItem[]): number {
  const [newest] = held;
  if (!newest) return feed.length;
  const index = feed.indexOf(newest);
  return index === -1 ? feed.length : index;
}
