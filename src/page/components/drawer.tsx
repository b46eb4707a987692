import { useEffect, useRef } from "react";
import { Icon } from "./icon.tsx";
import { UserDetails } from "./user-details.tsx";
import { toInitials } from "../view/words.ts";
import type { Width } from "./use-width.ts";
import { useShown, useView } from "./view-context.ts";

/** One user, over the rail: nothing in the table moves for it. On a phone it fills the screen. */
export function Drawer({ width }: { width: Width }) {
  const view = useView();
  const userId = useShown(({ choice }) => choice.userId);
  const row = useShown(({ selected }) => selected);
  const isLoading = useShown(({ userCount, connection }) => userCount === 0 && connection.state !== "live");
  const back = useRef<HTMLButtonElement>(null);
  const isOpen = userId !== undefined;
  useEffect(() => {
    if (isOpen && width === "phone") back.current?.focus();
  }, [isOpen, width]);

  if (userId === undefined || (isLoading && !row)) return null;
  const name = row ? row.metric.userName || userId : "Not in view";
  const close = (): void => view.choose({ userId: undefined });

  return (
    <aside className="lm-drawer" aria-label={`User ${name}`}>
      <header className="lm-drawer-head">
        <button ref={back} type="button" className="lm-icon-btn lm-back" aria-label="Back to users" onClick={close}>
          <Icon name="back" />
        </button>
        <span className="lm-avatar lm-avatar-large" aria-hidden="true">
          {toInitials(row?.metric.userName ?? "")}
        </span>
        <div className="lm-drawer-id">
          <h2 title={`userName: ${name}`}>{name}</h2>
          <p title="email">{row?.metric.email || "–"}</p>
        </div>
        <div className="lm-drawer-tools">
          <button
            type="button"
            className="lm-icon-btn"
            aria-label="Previous user (K)"
            title="Previous user  K"
            onClick={() => view.moveCursor(-1)}
          >
            <Icon name="up" />
          </button>
          <button
            type="button"
            className="lm-icon-btn"
            aria-label="Next user (J)"
            title="Next user  J"
            onClick={() => view.moveCursor(1)}
          >
            <Icon name="down" />
          </button>
          <button
            type="button"
            className="lm-icon-btn lm-close"
            aria-label="Close (Esc)"
            title="Close  Esc"
            onClick={close}
          >
            <Icon name="clear" />
          </button>
        </div>
      </header>
      {row ? (
        <UserDetails row={row} />
      ) : (
        <p className="lm-drawer-none">
          {userId} is not in the live view. Users leave it when they have not been observed for a while.
        </p>
      )}
    </aside>
  );
}
