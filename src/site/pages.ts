import { z } from "zod";
import { selector, type Selector } from "./selector.ts";

const box = z.union([z.literal("page", "must be page, or a selector"), selector]);

const kinds = {
  next: selector.optional().meta({ description: "The link or button to the next page" }),
  numbered: selector.optional().meta({ description: "The links to all pages, each with its number as text" }),
  more: selector.optional().meta({ description: "The button that appends further rows" }),
  scroll: box.optional().meta({ description: "`page` or the box to scroll; rows are appended near its end" }),
  url: z
    .string()
    .refine((text) => text.includes("{page}") || text.includes("{offset}"), "must hold {page} or {offset}")
    .optional()
    .meta({ description: "The address of a page, with {page} or {offset}; resolved against the site's own" }),
  virtual: box.optional().meta({ description: "`page` or the box to scroll; its rows are replaced while it scrolls" }),
} as const;

type PageKind = keyof typeof kinds;
const kindNames = Object.keys(kinds) as PageKind[];

/** How the rest of a list is reached, and how far it is followed. */
export type Pages = { limit: number } & (
  | { type: "next"; next: Selector }
  | { type: "numbered"; numbered: Selector }
  | { type: "more"; more: Selector }
  | { type: "scroll"; scroll: Selector | "page" }
  | { type: "url"; url: string; from: number; size: number }
  | { type: "virtual"; virtual: Selector | "page" }
);

export const pages = z
  .strictObject({
    ...kinds,
    from: z.int().nonnegative().optional().meta({ description: "With `url`: the number of the first page, else 1" }),
    size: z.int().positive().optional().meta({ description: "With `url`: rows a page, for {offset}, else 50" }),
    limit: z.int().positive().optional().meta({
      description: "Pages, clicks or scrolls at most, else 100 (`virtual`: 1000); a list that goes on is partial",
    }),
  })
  .superRefine(
    (written, context) => {
      const [kind, ...others] = kindNames.filter((name) => written[name] !== undefined);
      const report = (path: string[], message: string): void => context.addIssue({ code: "custom", path, message });
      if (kind === undefined) return report([], `must have one of ${kindNames.join(", ")}`);
      if (others.length > 0) return report([others[0]!], `cannot stand beside ${kind}`);
      for (const key of ["from", "size"] as const)
        if (written[key] !== undefined && kind !== "url") report([key], "goes with url only");
    },
    { when: ({ issues }) => issues.length === 0 },
  )
  .transform(({ from = 1, size = 50, limit, ...written }): Pages => {
    const type = kindNames.find((name) => written[name] !== undefined)!;
    const own = type === "url" ? { url: written.url, from, size } : { [type]: written[type] };
    return { type, ...own, limit: limit ?? (type === "virtual" ? 1_000 : 100) } as Pages;
  })
  .meta({ description: "How the rest of a list is reached: next, numbered, more, scroll, url or virtual" });
