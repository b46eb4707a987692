import { eventsKept } from "../view/event-log.ts";
import { toEventsCsv, toUsersCsv, toUsersJson } from "../view/export.ts";
import type { LiveView } from "../view/live-view.ts";
import { toReachText } from "../view/words.ts";
import { Icon } from "./icon.tsx";
import { Menu } from "./menu.tsx";
import { useShown, useView } from "./view-context.ts";

/** Writes what is shown, or all there is, to a file. */
export function ExportMenu() {
  const isEmpty = useShown(({ userCount }) => userCount === 0);
  return (
    <Menu
      label="Export"
      className="lm-btn lm-export"
      keys="e"
      isDisabled={isEmpty}
      isWide
      button={
        <>
          <Icon name="export" />
          <span>Export</span>
          <Icon name="open" size={12} />
        </>
      }
    >
      <ExportChoice />
    </Menu>
  );
}

/** Each way, with how much it will write. */
export function ExportChoice() {
  const view = useView();
  const shownCount = useShown(({ shown }) => shown.length);
  const userCount = useShown(({ userCount }) => userCount);
  const columnCount = useShown(({ choice }) => choice.columns.length);
  useShown(({ feed }) => feed);
  const eventCount = view.events().length;
  const reach = useShown(({ eventsSince, agesOf }) => toReachText(eventsSince, agesOf));

  return (
    <>
      <div className="lm-menu-list">
        <ExportItem
          title="Users shown, as CSV"
          amount={`${toAmount(shownCount, "row")}, ${toAmount(columnCount, "column")}`}
          onSave={() => save("users.csv", "text/csv", toShownCsv(view))}
        />
        <ExportItem
          title="Users shown, as JSON"
          amount={`${toAmount(shownCount, "record")}, all fields`}
          onSave={() => save("users.json", "application/json", toUsersJson(toShown(view)))}
        />
        <ExportItem
          title="All users, as JSON"
          amount={`${toAmount(userCount, "record")}, all fields`}
          onSave={() => save("all-users.json", "application/json", toUsersJson(view.rows()))}
        />
        <ExportItem
          title={`Events ${reach}, as CSV`}
          amount={`${toAmount(eventCount, "row")}${eventCount < eventsKept ? "" : ", the newest"}`}
          onSave={() => save("events.csv", "text/csv", toEventsCsv(view.events()))}
        />
      </div>
      <p className="lm-menu-note">
        Text that a spreadsheet would run as a formula is written as text. Empty cells are values that were not read.
      </p>
    </>
  );
}

interface ExportItemProps {
  title: string;
  amount: string;
  onSave: () => void;
}

function ExportItem({ title, amount, onSave }: ExportItemProps) {
  return (
    <button type="button" className="lm-menu-item lm-menu-two" data-lm-closes="" onClick={onSave}>
      <span>{title}</span>
      <span className="lm-quiet">{amount}</span>
    </button>
  );
}

function toAmount(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

function toShown(view: LiveView) {
  return view.getSnapshot().shown.map(({ row }) => row);
}

function toShownCsv(view: LiveView): string {
  return toUsersCsv(toShown(view), {
    columns: view.getSnapshot().choice.columns,
    countEvents: view.countEvents,
  });
}

/** Without it Excel takes a file for one of the system's own encoding: no name with an accent would be whole. */
const byteOrderMark = "\u{feff}";

/** Hands a file to the browser, named for the moment. */
function save(name: string, type: "text/csv" | "application/json", text: string): void {
  const start = type === "text/csv" ? byteOrderMark : "";
  const url = URL.createObjectURL(new Blob([start, text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `live-metrics-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}-${name}`;
  link.click();
  // The browser has to have begun with it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
