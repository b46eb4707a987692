import { toFeatureTimes } from "../view/feature-times.ts";
import type { Row } from "../view/row.ts";
import { toMinutesText } from "../view/words.ts";

/** How long the user was in each feature; hatched where that is not known. */
export function FeatureBars({ row }: { row: Row }) {
  const times = toFeatureTimes(row);
  const total = times.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0);
  const most = Math.max(...times.map(({ minutes }) => minutes ?? 0), 1);
  const reason = row.meta.missing["featureTime"] ?? "not among the times that were read";

  return (
    <section className="lm-drawer-part">
      <h3 title="featuresUsed, featureTime, activeFeature">
        Time per feature
        <span className="lm-quiet">
          {times.length === 1 ? "1 feature" : `${times.length} features`}
          {total > 0 && ` · ${toMinutesText(total)}`}
        </span>
      </h3>
      <ul className="lm-bars">
        {times.map(({ feature, minutes, isNow }) => (
          <li key={feature} className={isNow ? "lm-is-now" : undefined}>
            <span title={feature} dir="auto">
              {feature}
            </span>
            <span className={minutes === undefined ? "lm-track lm-hatched" : "lm-track"}>
              {minutes !== undefined && <i style={{ width: `${(minutes / most) * 100}%` }} />}
            </span>
            <b>
              {minutes === undefined ? (
                <span className="lm-missing" title={`Used, time not known: ${reason}`}>
                  <span aria-hidden="true">–</span>
                  <span className="lm-unseen">Time not known: {reason}</span>
                </span>
              ) : (
                toMinutesText(minutes)
              )}
            </b>
          </li>
        ))}
      </ul>
      {times.length === 0 && <p className="lm-blank">No feature is known.</p>}
    </section>
  );
}
