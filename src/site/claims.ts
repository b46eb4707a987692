import { z } from "zod";
import { closedMap } from "./closed-map.ts";
import { pattern } from "./pattern.ts";
import { selector } from "./selector.ts";

const map = closedMap({
  text: selector.meta({ description: "The element that states the total" }),
  pattern: pattern.refine(hasGroup, "needs a group around the total, such as of (.+)").optional().meta({
    description: "A regular expression whose first group is the total; without it the usual wordings are read",
  }),
});

/** The page's own total, to reconcile with. */
export const claims = z
  .union([selector.transform((text) => ({ text, pattern: undefined as string | undefined })), map])
  .meta({ description: "The page's own total (“1–50 of 1,284”), to compare with what was read" });

function hasGroup(source: string): boolean {
  try {
    return new RegExp(`${source}|`, "u").exec("")!.length > 1;
  } catch {
    // That it is no pattern at all is said already.
    return true;
  }
}
