import { z } from "zod";
import { duration } from "../duration.ts";
import { closedMap } from "./closed-map.ts";
import { jsonPath } from "./json-path.ts";
import { selector, selectorList } from "./selector.ts";
import { globalName } from "./source.ts";

/** Selectors of the rows in their order; the first that matches anything wins. */
export const rows = selectorList.meta({
  description:
    "One element a user, or a list of selectors of which the first that matches wins; left out, the page is one row",
});

/** Which row counts where the rows are things that users did, and one user did several. */
export const repeats = z.enum(["first", "newest"]).meta({
  description:
    "Where a user may stand in several rows, as in a list of actions: the `first` row counts, or the `newest` by lastActionTime; left out, a repeated userId makes the run partial",
});

const origin = closedMap({
  response: z.string().min(1).optional().meta({ description: "A response that the page fetched, by its address" }),
  frame: z.string().min(1).optional().meta({ description: "A WebSocket message that came, by the socket's address" }),
  embedded: selector.optional().meta({ description: "JSON that stands in the page, in the element named" }),
  global: globalName.optional().meta({ description: "A global variable of the page's scripts; trusted least" }),
  wait: duration.optional().meta({
    description: "How long to wait for this one before the next is taken; without it, the first that is there is taken",
  }),
  items: jsonPath.optional().meta({ description: "The place of the array inside that JSON; the whole without it" }),
  total: jsonPath.optional().meta({ description: "The place of the total that the app claims to have" }),
  by: jsonPath.optional().meta({ description: "The place of the userId inside an item, to join it with its row" }),
}).refine(({ response, frame, embedded, global }) => [response, frame, embedded, global].filter(Boolean).length === 1, {
  error: "must have exactly one of response, frame, embedded, global",
  when: ({ issues }) => issues.length === 0,
});

/** Where the JSON items of the rows come from; of several the first that is there wins, the newest of its kind. */
export const data = z
  .union([origin.transform((one) => [one]), z.array(origin).min(1)])
  .meta({ description: "A JSON array with one item a user: the rows themselves, or joined to `rows` by identity" });

export type DataOrigin = z.output<typeof origin>;
