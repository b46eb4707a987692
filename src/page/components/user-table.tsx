import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useLayoutEffect, useRef, useState, type CSSProperties, type RefObject } from "react";
import { TableHead } from "./table-head.tsx";
import { useMeasured } from "./use-measured.ts";
import { useTableKeys } from "./use-table-keys.ts";
import { useVisibleColumns } from "./use-visible-columns.ts";
import { UserRow } from "./user-row.tsx";
import { useShown, useView } from "./view-context.ts";
import type { Width } from "./use-width.ts";

interface UserTableProps {
  width: Width;
  /** Scrolls where the figures go with the rows, and the toolbar stays above them; the table does otherwise. */
  page: RefObject<HTMLElement | null> | undefined;
  bar: RefObject<HTMLElement | null>;
}

/** The styles are told by `--lm-row`: where a row stands is worked out here. */
const rowPixels = { phone: 64, tablet: 36, narrow: 36, snug: 36, wide: 36 } as const satisfies Record<Width, number>;
/** Rows that are drawn above and below those in sight. */
const overscan = 6;

/** The users, of whom only those in sight are in the document. */
export function UserTable({ width, page, bar }: UserTableProps) {
  const view = useView();
  const shown = useShown(({ shown }) => shown);
  // Rows change within their seats: every frame that brings something has another clock.
  useShown(({ clock }) => clock);
  const now = useShown(({ agesOf }) => agesOf);
  const cursorId = useShown(({ choice }) => choice.cursorId);
  const selectedId = useShown(({ choice }) => choice.userId);
  const columns = useVisibleColumns(width);
  const wrap = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLTableSectionElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const id = useId();
  const scroller = page ?? wrap;
  const scrollMargin = useOffset(body, scroller);
  const barHeight = useMeasured(bar, toHeight, 0);
  const headHeight = useMeasured(head, toHeight, 0);
  // What stays above the rows hides those that scroll below it.
  const covered = page ? barHeight + headHeight : headHeight;

  // Nothing of it is kept over a drawing.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels[width],
    overscan,
    scrollMargin,
    scrollPaddingStart: covered,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, width]);

  const height = virtualizer.scrollRect?.height ?? 0;
  const drawn = toDrawn({
    from: virtualizer.getVirtualItems()[0]?.index,
    count: Math.ceil(height / rowPixels[width]) + 1 + 2 * overscan,
    of: shown.length,
  });
  const inView = drawn.map((index) => shown[index]!.row.metric.userId);
  const at = drawn[inView.indexOf(cursorId ?? "")];
  const most = columns.some(({ id }) => id === "hour") ? view.mostOf(inView) : 0;
  const hold = useHold();
  const keys = useTableKeys({
    pageRows: toPageRows(height - covered, rowPixels[width]),
    scrollTo: (index) => virtualizer.scrollToIndex(index),
  });
  // The room above puts all rows in their places: with a style of its own on each, Chromium takes longer to find the
  // styles of a row the more rows there have been.
  const place = { height: virtualizer.getTotalSize(), paddingTop: (drawn[0] ?? 0) * rowPixels[width] };
  const style = {
    "--lm-row": `${rowPixels[width]}px`,
    "--lm-columns": columns.map(({ width, share = width }) => `minmax(${width}px, ${share}fr)`).join(" "),
    "--lm-bar-height": `${barHeight}px`,
    minWidth: width === "phone" ? 0 : columns.reduce((sum, { width }) => sum + width, 0),
  } as CSSProperties;

  return (
    <div className="lm-table-wrap" ref={wrap}>
      <table
        role="grid"
        aria-label="User list"
        aria-rowcount={shown.length + 1}
        aria-multiselectable={false}
        aria-activedescendant={at === undefined ? undefined : `${id}-${at}`}
        tabIndex={0}
        data-lm-table=""
        style={style}
        onKeyDown={keys}
        {...hold.byFocus}
      >
        <TableHead head={head} columns={columns} />
        <tbody ref={body} style={place} {...hold.byPointer}>
          {drawn.map((index) => {
            const { row } = shown[index]!;
            const { userId } = row.metric;
            return (
              // Who comes into sight is drawn over who goes out of it: to make rows anew would cost more.
              <UserRow
                key={index % drawn.length}
                id={`${id}-${index}`}
                row={row}
                now={now}
                columns={columns}
                index={index}
                most={most}
                isAt={userId === cursorId}
                isSelected={userId === selectedId}
                onOpen={view.open}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The places that are drawn: as many however far is scrolled, so that each that goes makes room for one that comes. */
function toDrawn({ from, count, of }: { from: number | undefined; count: number; of: number }): number[] {
  if (from === undefined) return [];
  const length = Math.min(count, of);
  const first = Math.min(from, of - length);
  return Array.from({ length }, (_, place) => first + place);
}

/** One row less than fits: the last of a page is the first of the next. */
function toPageRows(height: number, rowHeight: number): number {
  return Math.max(1, Math.floor(height / rowHeight) - 1);
}

/** Where the rows begin in what scrolls. */
function useOffset(body: RefObject<HTMLElement | null>, scroller: RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const scrolled = scroller.current;
    if (!scrolled || !body.current) return;
    const measure = (): void => {
      const rows = body.current?.getBoundingClientRect();
      if (rows) setOffset(Math.round(rows.top - scrolled.getBoundingClientRect().top + scrolled.scrollTop));
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const part of scrolled.children) observer.observe(part);
    return () => observer.disconnect();
  }, [body, scroller]);
  return offset;
}

function toHeight({ offsetHeight }: HTMLElement): number {
  return offsetHeight;
}

/** Rows keep their places while somebody is among them, by pointer or keyboard. */
function useHold() {
  const view = useView();
  useEffect(
    () => () => {
      view.holdOrder("focus", false);
      view.holdOrder("pointer", false);
    },
    [view],
  );
  return {
    byFocus: {
      // A click leaves focus behind where nobody reads any more; only the keyboard's focus counts.
      onFocus: ({ target, currentTarget }: { target: Element; currentTarget: Element }) => {
        if (target === currentTarget && target.matches(":focus-visible")) view.holdOrder("focus", true);
      },
      onBlur: () => view.holdOrder("focus", false),
    },
    byPointer: {
      onPointerEnter: () => view.holdOrder("pointer", true),
      onPointerLeave: () => view.holdOrder("pointer", false),
    },
  };
}
