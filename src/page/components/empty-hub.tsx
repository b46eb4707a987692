import { CopyCommand } from "./copy-command.tsx";
import { Icon } from "./icon.tsx";
import { useShown } from "./view-context.ts";

/** The hub is there and has nothing: says how to send it something. */
export function EmptyHub({ hubUrl }: { hubUrl: string }) {
  const transport = useShown(({ connection }) => ("transport" in connection ? connection.transport : "WebSocket"));
  const address = hubUrl.replace(/\/$/, "");

  return (
    <section className="lm-empty" aria-label="Users">
      <h2>No users yet</h2>
      <p>The hub is running and has received nothing. Send it twenty synthetic users and watch this page move:</p>
      <CopyCommand command={`npx live-metrics scrape --mock 20 --sink rest --url ${address}`} />
      <ul className="lm-checks">
        <li className="lm-is-done">
          <Icon name="done" />
          Hub reached at {new URL(hubUrl).host}
        </li>
        <li className="lm-is-done">
          <Icon name="done" />
          Stream open by {transport}
        </li>
        <li>
          <Icon name="brokenRing" size={14} />
          Waiting for the first metric. This page fills in by itself.
        </li>
      </ul>
      <dl className="lm-also">
        <div>
          <dt>Then your own screen</dt>
          <dd>
            <code>npx live-metrics scrape --config live-metrics.config.yaml</code>
          </dd>
        </div>
        <div>
          <dt>Or your own code</dt>
          <dd>
            <code>POST {address}/api/metrics</code>
          </dd>
        </div>
      </dl>
    </section>
  );
}
