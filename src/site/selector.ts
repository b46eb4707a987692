import { parse } from "css-what";
import { z } from "zod";
import { closedMap } from "./closed-map.ts";
import { role } from "./roles.ts";

/** How elements are found, below a row or in the whole page. */
export type Selector = (
  | { type: "css"; css: string; hasText: string | undefined }
  | { type: "xpath"; xpath: string }
  | { type: "role"; role: string; name: string | undefined }
) & {
  /** Elements to pass one after another; below each, open shadow roots and same-origin frames are looked into. */
  hops: readonly string[];
  /** Whether what nobody can see is left out. */
  visible: boolean;
};

/** Stands between two CSS selectors: what is below the first, through shadow roots and frames. */
const deep = ">>>";

/** CSS, which may hold `>>>`, checked before any browser is started. */
export const css = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    for (const [index, part] of splitCss(text).entries()) {
      // Before a leading `>>>` stands the row or the page itself.
      const fault = part === "" && index === 0 && text.includes(deep) ? undefined : findCssFault(part);
      if (fault !== undefined) context.addIssue({ code: "custom", message: `is not a CSS selector: ${fault}` });
    }
  });

function findCssFault(part: string): string | undefined {
  if (part === "") return `nothing stands beside ${deep}`;
  try {
    parse(part);
    return undefined;
  } catch (error) {
    // The parser is the only judge; what it says goes to the writer.
    return (error as Error).message.trim();
  }
}

const isXPath = (text: string): boolean => /^(\/|\.\.?\/|\(\.?\/)/.test(text.trim());

/** Only a browser knows XPath whole; what is left open is found here. */
const xpath = z.string().min(1).refine(isBalanced, "is not an XPath: a quote or bracket is left open");

function isBalanced(text: string): boolean {
  const bare = text.replaceAll(/"[^"]*"|'[^']*'/g, "");
  const open: string[] = [];
  for (const [sign] of bare.matchAll(/[[\]()"']/g)) {
    if (sign === "[" || sign === "(") open.push(sign);
    else if (open.pop() !== { "]": "[", ")": "(" }[sign]) return false;
  }
  return open.length === 0;
}

const short = z
  .string()
  .min(1, { abort: true })
  .superRefine((text, context) => {
    for (const issue of (isXPath(text) ? xpath : css).safeParse(text).error?.issues ?? [])
      context.addIssue({ code: "custom", message: issue.message });
  });

const map = closedMap({
  css: css.optional().meta({ description: "A CSS selector; `>>>` looks into shadow roots and frames" }),
  hasText: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "The innermost elements that show this text, in any case; with `css` only such" }),
  xpath: xpath.optional().meta({ description: "An XPath, relative to the row: `./td[2]`" }),
  role: role.optional().meta({ description: "An ARIA role as the browser computes it" }),
  name: z.string().optional().meta({ description: "The accessible name that goes with `role`, whole" }),
  within: css.optional().meta({ description: "First find this, and look below it through shadow roots and frames" }),
  visible: z.boolean().default(false).meta({ description: "Leave out what nobody can see" }),
})
  .refine(({ css, hasText, xpath, role }) => [css ?? hasText, xpath, role].filter(Boolean).length === 1, {
    error: "must have css or hasText (or both), or xpath, or role",
    when: ({ issues }) => issues.length === 0,
  })
  .refine(({ role, name }) => name === undefined || role !== undefined, {
    error: "name goes with role",
    path: ["name"],
    when: ({ issues }) => issues.length === 0,
  });

const written = z
  .union([short, map])
  .transform((written): Selector => (typeof written === "string" ? fromText(written) : fromMap(written)))
  .meta({ id: "Selector", description: "CSS, XPath (starts with / or ./), or a map for text, role and more" });

/** In a selector file a selector is text (CSS, or XPath where it starts with `/` or `./`), or a map. */
export const selector: z.ZodType<Selector, WrittenSelector> = written;
export type WrittenSelector = string | WrittenSelectorMap;
/** An interface, since declarations name it instead of writing it out wherever a selector may stand. */
export interface WrittenSelectorMap extends z.input<typeof map> {}

/** One selector, or several of which the first that matches counts. */
export const selectorList: z.ZodType<Selector[], WrittenSelector | WrittenSelector[]> = z.union([
  selector.transform((one) => [one]),
  z.array(selector).min(1),
]);

function fromText(text: string): Selector {
  const common = { hops: [], visible: false };
  if (isXPath(text)) return { type: "xpath", xpath: text.trim(), ...common };
  return { ...common, ...fromCss(text), type: "css", hasText: undefined };
}

function fromMap({ css, hasText, xpath, role, name, within, visible }: z.output<typeof map>): Selector {
  const outer = within === undefined ? [] : splitCss(within);
  if (xpath !== undefined) return { type: "xpath", xpath, hops: outer, visible };
  if (role !== undefined) return { type: "role", role, name, hops: outer, visible };

  const inner = fromCss(css ?? "*");
  return { type: "css", css: inner.css, hasText, hops: [...outer, ...inner.hops], visible };
}

function fromCss(text: string): { css: string; hops: string[] } {
  const parts = splitCss(text);
  return { css: parts.at(-1)!, hops: parts.slice(0, -1) };
}

/** An empty part, as before a leading `>>>`, stands for the row or the page itself. */
function splitCss(text: string): string[] {
  return text.split(deep).map((part) => part.trim());
}

/** A selector as messages name it. */
export function describeSelector(selector: Selector): string {
  const path = selector.hops.map((hop) => `${hop} ${deep} `.trimStart()).join("");
  switch (selector.type) {
    case "xpath":
      return `${path}${selector.xpath}`;
    case "role":
      return `${path}role ${selector.role}${selector.name === undefined ? "" : ` “${selector.name}”`}`;
    case "css":
      return `${path}${describeCss(selector)}`;
  }
}

function describeCss({ css, hasText }: Extract<Selector, { type: "css" }>): string {
  if (hasText === undefined) return css;
  return css === "*" ? `the text “${hasText}”` : `${css} with the text “${hasText}”`;
}
