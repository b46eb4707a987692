import type { Meta } from "../../metric/meta.ts";
import type { UserMetricField } from "../../metric/user-metric.ts";

interface ValueProps {
  label: string;
  field: UserMetricField;
  meta: Meta;
  text: string;
}

/** A value, or a dash that says why there is none. Zero is drawn as zero. */
export function Value({ label, field, meta, text }: ValueProps) {
  const reason = meta.missing[field];
  if (reason === undefined && text !== "") return text;

  const explanation = reason === undefined ? `${label}: empty` : `${label} not known: ${reason}`;
  return (
    <span className="lm-missing" title={explanation}>
      <span aria-hidden="true">–</span>
      <span className="lm-unseen">{explanation}</span>
    </span>
  );
}
