import type { Row } from "../view/row.ts";
import { statusWords } from "../view/words.ts";
import { Icon } from "./icon.tsx";

const shapes = { active: "disc", idle: "ring", unknown: "brokenRing" } as const;

export function StatusMark({ row }: { row: Row }) {
  return (
    <span className={`lm-status lm-status-${row.status}`} title={toReason(row)}>
      <Icon name={shapes[row.status]} />
      {statusWords[row.status]}
    </span>
  );
}

function toReason({ status, isLate, dataAge, meta }: Row): string | undefined {
  if (status !== "unknown") return undefined;
  return isLate ? `Not read for ${dataAge}` : `Last action not known: ${meta.missing["lastActionTime"]}`;
}
