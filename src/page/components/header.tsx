import { ConnectionPill } from "./connection-pill.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { Icon } from "./icon.tsx";
import { PauseButton } from "./pause-button.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { useShown, useView } from "./view-context.ts";

export function Header({ host }: { host: string }) {
  const view = useView();
  const isSynthetic = useShown(({ isSynthetic }) => isSynthetic);
  const isWaiting = useShown(({ retryInSeconds }) => retryInSeconds !== undefined);
  const hasGap = useShown(({ connection }) => connection.state === "gap");

  return (
    <header className="lm-head">
      <h1>
        <Icon name="mark" />
        <span>Live Metrics</span>
      </h1>
      <span className="lm-host" title={host}>
        {host}
      </span>
      {isSynthetic && (
        <span className="lm-synthetic" title="Users of --mock are among those shown: nobody did what they do.">
          Synthetic<span className="lm-spare-word"> data</span>
        </span>
      )}
      <div className="lm-head-tools">
        <div className="lm-pill-slot">
          <ConnectionPill />
          {hasGap && (
            <button type="button" className="lm-btn lm-btn-quiet" title="Dismiss" onClick={view.dismissGap}>
              <Icon name="clear" />
              <span>Dismiss</span>
            </button>
          )}
          {isWaiting && (
            <button type="button" className="lm-btn lm-btn-quiet" title="Retry now" onClick={view.retryNow}>
              <Icon name="run" />
              <span>Retry now</span>
            </button>
          )}
        </div>
        <PauseButton />
        <ExportMenu />
        <Shortcuts />
      </div>
    </header>
  );
}
