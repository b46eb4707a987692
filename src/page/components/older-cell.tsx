import type { OlderSource } from "../view/hub-api.ts";
import { toCountText } from "../view/words.ts";
import { Icon } from "./icon.tsx";

const advice =
  "Its clock was set back, or two send the same users, and of one of them nothing is seen: give each a userIdPrefix of its own.";

/** A source whose metrics come too late, among the targets: it may be one of them, and need not. */
export function OlderCell({ older: { source, metrics } }: { older: OlderSource }) {
  return (
    <li className="lm-target lm-target-warn">
      <div className="lm-target-open" title={advice}>
        <Icon name="clock" size={14} />
        <span className="lm-target-name">{source}</span>
        <span className="lm-target-line">
          <span className="lm-verdict">older</span> {toCountText(metrics)} in a minute
        </span>
        <span className="lm-target-hint">{advice}</span>
      </div>
    </li>
  );
}
