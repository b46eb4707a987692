import type { Snapshot } from "../view/live-view.ts";
import { ConnectionPill } from "./connection-pill.tsx";
import { Icon } from "./icon.tsx";

interface HeaderProps {
  snapshot: Snapshot;
  host: string;
  onRetry: () => void;
}

export function Header({ snapshot, host, onRetry }: HeaderProps) {
  const isSynthetic = snapshot.rows.some(({ meta }) => meta.source === "mock");
  const isWaiting = snapshot.retryInSeconds !== undefined;

  return (
    <header className="lm-head">
      <h1>
        <Icon name="mark" />
        Live Metrics
      </h1>
      <span className="lm-host">{host}</span>
      {isSynthetic && (
        <span className="lm-synthetic" title="Users of --mock are among those shown: nobody did what they do.">
          Synthetic data
        </span>
      )}
      <div className="lm-head-tools">
        <ConnectionPill snapshot={snapshot} />
        {isWaiting && (
          <button type="button" className="lm-btn lm-btn-quiet" onClick={onRetry}>
            Retry now
          </button>
        )}
      </div>
    </header>
  );
}
