import { useShown } from "./view-context.ts";

const shownAtMost = 8;

/** In which features the active users are. */
export function Features() {
  const features = useShown(({ features }) => features);
  const activeNow = useShown(({ figures }) => figures.activeNow);
  const isNow = useShown(({ figuresOf }) => figuresOf === undefined);
  const most = features[0]?.users ?? 1;
  const total = activeNow ?? 0;

  return (
    <section className="lm-features" aria-label="Top features">
      <header className="lm-part-head">
        <h2>Top features</h2>
        {features.length > 0 && (
          <p className="lm-quiet">
            {isNow ? `users in each now, of ${total} active` : `users in each then, of ${total} active`}
          </p>
        )}
      </header>
      <ol>
        {features.slice(0, shownAtMost).map(({ feature, users }) => (
          <li key={feature}>
            <span className="lm-feature-name" title={feature} dir="auto">
              {feature}
            </span>
            <span className="lm-track">
              <i style={{ width: `${(users / most) * 100}%` }} />
            </span>
            <b>{users.toLocaleString("en")}</b>
            <span className="lm-quiet">{Math.round((users / Math.max(total, 1)) * 100)}%</span>
          </li>
        ))}
      </ol>
      {features.length === 0 && <p className="lm-blank">A feature shows here as soon as an active user is in it.</p>}
    </section>
  );
}
