import { z } from "zod";
import { defineTransform, fromText, quoted, type Outcome } from "./transform.ts";

const options = z
  .string()
  .regex(
    /^(?:host|path|hash|query\..+|segment\.-?[1-9]\d{0,2})$/,
    "is not a part: host, path, hash, query.NAME or segment.N",
  )
  .meta({ description: "host, path, hash, query.NAME, or segment.N, from 1 on, or from -1 at the end" });

/** Where a relative address is read; the name is reserved, so no page has it. */
const nowhere = "relative.invalid";

export const url = defineTransform({
  description: "Takes one part of an address, absolute or relative: its host, path, hash, one query value or segment.",
  examples: [
    { input: "https://crm.example.com/users/17?tab=plan", options: "host", gives: { value: "crm.example.com" } },
    { input: "https://crm.example.com/users/17?tab=plan", options: "path", gives: { value: "/users/17" } },
    { input: "/users/17?tab=plan", options: "query.tab", gives: { value: "plan" } },
    { input: "/users/17/edit", options: "segment.2", gives: { value: "17" } },
    { input: "/users/17", options: "segment.-1", gives: { value: "17" } },
    { input: "#funnels", options: "hash", gives: { value: "funnels" } },
    { input: "/users/17", options: "host", gives: { missing: "“/users/17” has no host" } },
    { input: "/users/17", options: "query.tab", gives: { missing: "“/users/17” has no query.tab" } },
  ],
  options,
  apply: (input, part) => fromText(input, (text) => readPart(text, part)),
});

function readPart(text: string, part: string): Outcome {
  const address = URL.parse(text, `http://${nowhere}`);
  if (!address) return { missing: `${quoted(text)} is not an address` };

  const value = partOf(address, part);
  return value === undefined || value === "" ? { missing: `${quoted(text)} has no ${part}` } : { value };
}

function partOf({ host, pathname, hash, searchParams }: URL, part: string): string | undefined {
  if (part === "host") return host === nowhere ? undefined : host;
  if (part === "path") return pathname;
  if (part === "hash") return decode(hash.slice(1));
  if (part.startsWith("query.")) return searchParams.get(part.slice("query.".length)) ?? undefined;

  const index = Number(part.slice("segment.".length));
  const segment = pathname
    .split("/")
    .filter((segment) => segment !== "")
    .at(index > 0 ? index - 1 : index);
  return segment === undefined ? undefined : decode(segment);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign is text like any other.
    return text;
  }
}
