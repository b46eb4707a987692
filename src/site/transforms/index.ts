import { boolean } from "./boolean.ts";
import { date } from "./date.ts";
import { duration } from "./duration.ts";
import { elapsed } from "./elapsed.ts";
import { enumeration } from "./enum.ts";
import { json } from "./json.ts";
import { number } from "./number.ts";
import { percent } from "./percent.ts";
import { regex } from "./regex.ts";
import { split } from "./split.ts";
import { trim } from "./trim.ts";
import { url } from "./url.ts";

/** The closed list of transforms. `default` is not among them: it stands in for a missing value, see `field.ts`. */
export const transforms = {
  boolean,
  date,
  duration,
  elapsed,
  enum: enumeration,
  json,
  number,
  percent,
  regex,
  split,
  trim,
  url,
} as const;

export type TransformName = keyof typeof transforms;
