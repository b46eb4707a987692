import { useShown, useView } from "./view-context.ts";

/** Nothing came from the hub: it is away, or it answers and lets nobody in. */
export function HubAway({ hubUrl }: { hubUrl: string }) {
  const view = useView();
  const connection = useShown(({ connection }) => connection);
  const isOffline = connection.state === "offline";
  const canRetry = isOffline && connection.retryAt !== undefined;
  const answer = isOffline ? toAnswer(connection.reason) : undefined;

  return (
    <div className="lm-nothing lm-nothing-tall">
      <h2>{answer === undefined ? "Hub not reached" : `Hub answered ${answer}`}</h2>
      {answer === undefined ? (
        <p>
          {new URL(hubUrl).host} did not answer. Start it with <code>npx live-metrics serve</code>.
        </p>
      ) : (
        <p>{toAdvice(answer, hubUrl)}</p>
      )}
      <button type="button" className="lm-btn" disabled={!canRetry} onClick={view.retryNow}>
        Retry now
      </button>
    </div>
  );
}

/** A status with its text, such as `401 Unauthorized`: everything else is how a call fails that has no answer. */
function toAnswer(reason: string | undefined): string | undefined {
  return reason !== undefined && /^[45]\d\d\b/.test(reason) ? reason : undefined;
}

function toAdvice(answer: string, hubUrl: string): string {
  if (answer.startsWith("401")) return `Sign in at ${hubUrl}sign-in, or give the page a service with a key or ticket.`;
  if (answer.startsWith("403")) return "Allow the origin of this page at the hub, by CORS_ORIGIN, or its key to read.";
  return `The log of ${new URL(hubUrl).host} says why.`;
}
