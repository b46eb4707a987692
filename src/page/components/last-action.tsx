import type { Row } from "../view/row.ts";
import { toTimeText } from "../view/words.ts";
import { Value } from "./value.tsx";

/** What the user did last, and how long ago that was. */
export function LastAction({ row: { metric, meta, actionAt }, now }: { row: Row; now: number }) {
  return (
    <span className="lm-action">
      <span title={metric.lastAction} dir="auto">
        <Value label="Last action" field="lastAction" meta={meta} text={metric.lastAction} />
      </span>
      <time dateTime={actionAt === undefined ? undefined : metric.lastActionTime}>
        <Value
          label="Time of last action"
          field="lastActionTime"
          meta={meta}
          text={actionAt === undefined ? "" : toTimeText(now - actionAt)}
        />
      </time>
    </span>
  );
}
