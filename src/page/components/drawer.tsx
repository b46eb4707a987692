import { useEffect, useLayoutEffect, useRef } from "react";
import { Icon } from "./icon.tsx";
import { UserDetails } from "./user-details.tsx";
import { Value } from "./value.tsx";
import type { Row } from "../view/row.ts";
import type { Snapshot } from "../view/snapshot.ts";
import { toInitials } from "../view/words.ts";
import type { Width } from "./use-width.ts";
import { useShown, useView } from "./view-context.ts";

interface DrawerProps {
  width: Width;
  hasDeepLinks: boolean;
}

/** One user, over the rail: nothing in the table moves for it. On a phone it fills the screen. */
export function Drawer(props: DrawerProps) {
  const userId = useShown(({ choice }) => choice.userId);
  const isShown = useShown(isDrawerShown);
  return isShown && userId !== undefined ? <Panel userId={userId} {...props} /> : null;
}

/** A user whose name stands in the address is waited for. */
export function isDrawerShown({ choice, selected, isWhole }: Snapshot): boolean {
  return choice.userId !== undefined && (selected !== undefined || isWhole);
}

function Panel({ userId, width, hasDeepLinks }: DrawerProps & { userId: string }) {
  const view = useView();
  const row = useShown(({ selected }) => selected);
  const panel = useRef<HTMLElement>(null);
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (width === "phone") back.current?.focus();
  }, [width]);
  useLayoutEffect(() => {
    const closing = panel.current;
    return () => returnFocus(closing);
  }, []);

  const name = row ? row.metric.userName || userId : "Not in view";
  const close = (): void => view.choose({ userId: undefined });

  return (
    <aside ref={panel} className="lm-drawer" aria-label={`User ${name}`}>
      <header className="lm-drawer-head">
        <button ref={back} type="button" className="lm-icon-btn lm-back" aria-label="Back to users" onClick={close}>
          <Icon name="back" />
        </button>
        <span className="lm-avatar lm-avatar-large" aria-hidden="true">
          {toInitials(row?.metric.userName ?? "")}
        </span>
        <div className="lm-drawer-id">
          <h2 title={toNameTitle(row, name)} dir="auto">
            {name}
          </h2>
          <p title="email">{row && <Value label="E-mail" field="email" meta={row.meta} text={row.metric.email} />}</p>
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
        <UserDetails row={row} hasDeepLinks={hasDeepLinks} />
      ) : (
        <p className="lm-drawer-none">
          {userId} is not in the live view. Users leave it when they have not been observed for a while.
        </p>
      )}
    </aside>
  );
}

/** Where the id stands for the name, why. */
function toNameTitle(row: Row | undefined, name: string): string {
  const reason = row?.meta.missing["userName"];
  return reason === undefined ? `userName: ${name}` : `userName not known: ${reason}`;
}

/** The keyboard goes on in the table where it was in what closes. */
function returnFocus(closing: HTMLElement | null): void {
  if (!closing?.contains(document.activeElement)) return;
  closing.closest(".lm")?.querySelector<HTMLElement>("[data-lm-table]")?.focus({ preventScroll: true });
}
