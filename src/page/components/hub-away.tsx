interface HubAwayProps {
  hubUrl: string;
  canRetry: boolean;
  onRetry: () => void;
}

export function HubAway({ hubUrl, canRetry, onRetry }: HubAwayProps) {
  return (
    <div className="lm-nothing lm-nothing-tall">
      <h2>Hub not reached</h2>
      <p>
        {new URL(hubUrl).host} did not answer. Start it with <code>npx live-metrics serve</code>.
      </p>
      <button type="button" className="lm-btn" disabled={!canRetry} onClick={onRetry}>
        Retry now
      </button>
    </div>
  );
}
