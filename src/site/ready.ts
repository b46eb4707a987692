import { z } from "zod";
import { duration } from "../duration.ts";
import { selector } from "./selector.ts";

/** What to wait for after the page was opened. Rows that are placeholders do not count. */
export const ready = z
  .strictObject({
    rows: z.int().nonnegative().default(1).meta({ description: "Rows that must be there, with something in them" }),
    stable: duration.prefault("150ms").meta({
      description: "How long rows that a script brings must stay unchanged; rows of the first HTML need not",
    }),
    selector: selector.optional().meta({ description: "An element that must be there" }),
    gone: selector.optional().meta({ description: "An element that must be away: a spinner, { hasText: Loading }" }),
    response: z.string().min(1).optional().meta({ description: "A response that must have come, by its address" }),
    skeleton: selector.optional().meta({
      description:
        "What marks a row as a placeholder; aria-busy, skeleton classes and rows with neither text nor userId do anyway",
    }),
    timeout: duration.prefault("10s").meta({ description: "How long to wait before judging what is there" }),
  })
  .prefault({})
  .meta({ description: "What to wait for after the page was opened" });
