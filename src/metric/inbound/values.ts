import { z } from "zod";
import { identifier } from "../identifier.ts";
import { instant } from "../instant.ts";

const noNumber = "must be a number or a numeric string";
/** What counts and measures are sent as. */
export const numeric = z
  .union(
    [
      z.number(),
      z
        .string()
        .trim()
        .regex(/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i)
        .transform(Number),
    ],
    noNumber,
  )
  .refine((value) => Number.isFinite(value), noNumber)
  .refine((value) => value >= 0, "must not be negative");

export const percent = numeric.refine((value) => value <= 100, "must be at most 100");

/** A duration in seconds, as minutes. */
export const seconds = numeric.transform((value) => value / 60);

/** What is wrong with a record that names nobody. */
export const noId = "must be a non-empty string or a number";
/** Beyond the largest exact number two that were sent as different ones may be read as the same. */
export const userId = z
  .union([z.string().trim().min(1, noId), z.number()], noId)
  .refine(
    (id) => typeof id === "string" || Math.abs(id) <= Number.MAX_SAFE_INTEGER,
    "must be a string: it is too large for a number",
  )
  .transform(String)
  .pipe(identifier);

const noEmail = "must be an e-mail address";
/** An empty one is missing, a malformed one is refused. */
export const email = z.union([z.literal("").transform(() => undefined), z.email(noEmail)], noEmail);

const noTime = "must be an ISO 8601 time, or seconds or milliseconds since 1970";
/** The smallest number that is taken for seconds, and for milliseconds: both are a day in March 1973. */
const leastSeconds = 1e8;
const leastMs = 1e11;
const lastMs = Date.parse("9999-12-31T23:59:59.999Z");

/** A time as ISO text or as a number since 1970, whose size tells seconds and milliseconds apart. */
export const moment = z.union(
  [
    numeric
      .refine((value) => value >= leastSeconds && value <= lastMs, noTime)
      .transform((value) => new Date(value < leastMs ? value * 1_000 : value).toISOString()),
    instant,
  ],
  noTime,
);
