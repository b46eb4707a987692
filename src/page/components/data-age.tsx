import type { Row } from "../view/row.ts";
import { Icon } from "./icon.tsx";

/** How long ago the row was read; late data is amber, with a clock. */
export function DataAge({ row: { dataAge, isLate } }: { row: Row }) {
  return (
    <span className={isLate ? "lm-age lm-late" : "lm-age"}>
      {isLate && <Icon name="clock" size={12} />}
      <span className="lm-phone-only">read </span>
      {dataAge}
      <span className="lm-phone-only"> ago</span>
    </span>
  );
}
