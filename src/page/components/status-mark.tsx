import type { Row } from "../view/row.ts";
import { isLate } from "../view/status.ts";
import { statusWords, toTimeText } from "../view/words.ts";
import { Icon } from "./icon.tsx";

const shapes = { active: "disc", idle: "ring", unknown: "brokenRing", left: "brokenRing" } as const;

export function StatusMark({ row, now }: { row: Row; now: number }) {
  return (
    <span className={`lm-status lm-status-${row.status}`} title={toReason(row, now)}>
      <Icon name={shapes[row.status]} />
      {statusWords[row.status]}
    </span>
  );
}

function toReason(row: Row, now: number): string | undefined {
  if (row.status !== "unknown") return undefined;
  if (isLate(row, now, row.intervalMs)) return `Not read for ${toTimeText(now - row.readAt)}`;
  return `Last action not known: ${row.meta.missing["lastActionTime"]}`;
}
