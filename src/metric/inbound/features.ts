import { z } from "zod";
import { featureNames } from "../user-metric.ts";

/** Names of features, each once and none of them empty. */
export const distinctFeatures = z.array(z.string()).transform(toDistinct).pipe(featureNames);

/** Features by the paths or addresses of their pages, as which the first segment stands: `/revenue/q3` is `revenue`. */
export const featuresOfPages = z
  .array(z.string())
  .transform((paths) => toDistinct(paths.map(toFeature)))
  .pipe(featureNames);

function toDistinct(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.trim()))].filter((name) => name !== "");
}

function toFeature(page: string): string {
  const [path = ""] = page.trim().split(/[?#]/);
  const segments = path.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, "").split("/");
  return decode(segments.find((segment) => segment !== "") ?? "");
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray percent sign: what was sent is the name.
    return segment;
  }
}
