import { useShown, useView } from "./view-context.ts";

export function HubAway({ hubUrl }: { hubUrl: string }) {
  const view = useView();
  const connection = useShown(({ connection }) => connection);
  const canRetry = connection.state === "offline" && connection.retryAt !== undefined;

  return (
    <div className="lm-nothing lm-nothing-tall">
      <h2>Hub not reached</h2>
      <p>
        {new URL(hubUrl).host} did not answer. Start it with <code>npx live-metrics serve</code>.
      </p>
      <button type="button" className="lm-btn" disabled={!canRetry} onClick={view.retryNow}>
        Retry now
      </button>
    </div>
  );
}
