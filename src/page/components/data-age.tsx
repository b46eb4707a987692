import type { Row } from "../view/row.ts";
import { isLate } from "../view/status.ts";
import { toTimeText } from "../view/words.ts";
import { Icon } from "./icon.tsx";

/** How long ago the row was read; late data is amber, with a clock. */
export function DataAge({ row, now }: { row: Row; now: number }) {
  const late = isLate(row, now, row.intervalMs);
  return (
    <span className={late ? "lm-age lm-late" : "lm-age"}>
      {late && <Icon name="clock" size={12} />}
      <span className="lm-phone-only">read </span>
      {toTimeText(now - row.readAt)}
      <span className="lm-phone-only"> ago</span>
    </span>
  );
}
