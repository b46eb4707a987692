/** Text that is safe to send as it stands. Made by `html` alone. */
export interface Html {
  readonly markup: string;
}

type Value = string | number | Html | readonly Html[];

/** A template whose every value is escaped, except what came out of such a template itself. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return { markup: String.raw({ raw: parts }, ...values.map(toMarkup)) };
}

function toMarkup(value: Value): string {
  if (typeof value === "string" || typeof value === "number") return escape(String(value));
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
}

/** Data for a script to read. It cannot end the element that it stands in. */
export function json(value: unknown): Html {
  return { markup: JSON.stringify(value).replaceAll("<", String.raw`\u003c`) };
}

/** Changes finished markup, for troubles that spoil it on purpose; what `change` adds is not escaped. */
export function edit({ markup }: Html, change: (markup: string) => string): Html {
  return { markup: change(markup) };
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}
