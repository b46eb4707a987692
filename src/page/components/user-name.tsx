import type { MetricRecord } from "../../metric/meta.ts";
import { toInitials } from "../view/words.ts";

/** Who it is: the name, or the id where the name was not seen. A phone shows what the user does below. */
export function UserName({ metric, meta }: MetricRecord) {
  const name = metric.userName === "" ? metric.userId : metric.userName;
  const activity = [metric.activeFeature, metric.lastAction].filter((text) => text !== "").join(" · ");

  return (
    <>
      <span className="lm-avatar" aria-hidden="true">
        {toInitials(metric.userName)}
      </span>
      <span className="lm-who">
        <span className="lm-name" title={toTitle({ metric, meta })} dir="auto">
          {name}
        </span>
        <span className="lm-sub" title={activity} dir="auto">
          {activity === "" ? "–" : activity}
        </span>
      </span>
    </>
  );
}

/** The whole name, which may be cut, and the address. */
function toTitle({ metric, meta }: MetricRecord): string {
  const name = metric.userName === "" ? `Name not known: ${meta.missing["userName"] ?? "empty"}` : metric.userName;
  const email = metric.email === "" ? `E-mail not known: ${meta.missing["email"] ?? "empty"}` : metric.email;
  return `${name}\n${email}`;
}
