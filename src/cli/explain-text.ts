import type {
  Explanation,
  FieldExplanation,
  ReadExplanation,
  RowExplanation,
  Shown,
  WayExplanation,
} from "../scrape/explain.ts";
import type { NearMiss } from "../scrape/near-miss.ts";
import type { Verdict } from "../scrape/verdict.ts";
import { shorten, wrap } from "./lines.ts";

interface Explained {
  target: string;
  verdict: Verdict;
  /** Undefined where there was no page to look at. */
  explanation: Exclude<Explanation, { type: "unknown-user" }> | undefined;
}

type RowsMiss = Extract<Explanation, { type: "no-rows" }>["rows"][number];

/** An explanation for people, in lines that fit the width. */
export function toExplainText({ target, verdict, explanation }: Explained, width: number): string {
  if (explanation?.type === "row") {
    const fields = explanation.fields.map((field) => toField(field, width).join("\n"));
    return `${toHead(target, explanation, width).join("\n")}\n\n${fields.join("\n\n")}\n`;
  }
  const head = wrap(`${target}: ${verdict.name}. ${verdict.sentence}`, width, { rest: "  " }).join("\n");
  const rows = (explanation?.rows ?? []).map((one) => toRows(one, width).join("\n"));
  return `${[head, ...rows].join("\n\n")}\n`;
}

function toRows({ selector, matches, nearMiss }: RowsMiss, width: number): string[] {
  const near = toNearMiss(nearMiss, "the document");
  const found = matches === 0 ? "matched nothing" : `matched ${matches} elements`;
  return wrap([`rows ${selector} ${found}`, ...near].join("; "), width, { rest: "  " });
}

function toHead(target: string, { page, row, rows, userId, noNearMisses }: RowExplanation, width: number): string[] {
  const who = userId === undefined ? "without a userId" : `userId ${userId}`;
  return [
    ...wrap(`${target}: row ${row} of ${rows} on page ${page}, ${who}`, width, { rest: "  " }),
    ...(noNearMisses === undefined ? [] : wrap(`(${noNearMisses})`, width, { first: "  " })),
  ];
}

function toField({ field, privacy, outcome, fallback, winner, ways }: FieldExplanation, width: number): string[] {
  const note = [
    winner !== undefined && ways.length > 1 ? `way ${winner + 1} of ${ways.length}` : "",
    privacy === "keep" ? "" : `privacy: ${privacy}`,
  ].filter((one) => one !== "");
  const stands = "missing" in outcome && fallback !== undefined ? `; the default ${quote(fallback)} stands in` : "";
  const head =
    "value" in outcome ? `${field} = ${quote(outcome.value)}` : `${field} is missing: ${outcome.missing}${stands}`;
  return [
    ...wrap(note.length === 0 ? head : `${head} (${note.join(", ")})`, width, { rest: "    " }),
    ...ways.flatMap((way, index) => toWay(way, { number: index + 1, isWinner: index === winner, width })),
  ];
}

function toWay(
  { source, reads, raw, steps, outcome }: WayExplanation,
  { number, isWinner, width }: { number: number; isWinner: boolean; width: number },
): string[] {
  const line = (mark: string, text: string): string[] => wrap(text, width, { first: `     ${mark} `, rest: "       " });
  const [only] = reads.length === 1 ? reads : [];
  const near = toNearMiss(only?.nearMiss, "this row");
  return [
    ...wrap(`${number}. ${source}${isWinner ? " ✓" : ""}`, width, { first: "  ", rest: "     " }),
    ...reads.flatMap((read) => toRead(read, only === undefined).flatMap(({ mark, text }) => line(mark, text))),
    ...("missing" in raw
      ? line("✗", [raw.missing, ...near].join("; "))
      : [...line("·", `says ${show(raw)}`), ...near.flatMap((text) => line("~", text))]),
    ...steps.flatMap(({ name, options, outcome }) => line("·", `${name}${toOptionText(options)} → ${show(outcome)}`)),
    ...("missing" in outcome && !isTold(outcome, [raw, ...steps.map((step) => step.outcome)])
      ? line("✗", outcome.missing)
      : []),
  ];
}

function isTold({ missing }: { missing: string }, earlier: readonly Shown[]): boolean {
  return earlier.some((one) => "missing" in one && one.missing === missing);
}

function toRead(
  { source, inRow, inDocument, nearMiss }: ReadExplanation,
  isPart: boolean,
): { mark: string; text: string }[] {
  const counts = [
    inRow === undefined ? "" : `${countMatches(inRow)} in the row`,
    inDocument === undefined ? "" : `${inRow === undefined ? countMatches(inDocument) : inDocument} in the document`,
  ].filter((text) => text !== "");
  const said = `${isPart ? `${source}: ` : ""}${counts.join(", ")}`;
  const near = isPart ? toNearMiss(nearMiss, "this row") : [];
  return [
    ...(counts.length === 0 ? [] : [{ mark: "·", text: said }]),
    ...near.map((text) => ({ mark: "~", text: `${source} matched nothing; ${text}` })),
  ];
}

function countMatches(count: number): string {
  return count === 1 ? "1 match" : `${count} matches`;
}

function toNearMiss(miss: NearMiss | undefined, where: string): string[] {
  switch (miss?.type) {
    case "selector": {
      const what =
        miss.text === undefined ? "is there" : miss.text === "" ? "is there, and empty" : `is ${quote(miss.text)}`;
      const others = miss.matches > 1 ? ` (the first of ${miss.matches})` : "";
      return [`${miss.selector} in ${where} ${what}${others}`];
    }
    case "keys":
      return [`the keys there are ${miss.keys.map((key) => shorten(key, 40)).join(", ")}`];
    case undefined:
      return [];
  }
}

/** Options that are one word say more than they cost. */
function toOptionText(options: unknown): string {
  return typeof options === "string" || typeof options === "number" ? ` ${options}` : "";
}

function show(shown: Shown): string {
  if ("missing" in shown) return `nothing: ${shown.missing}`;
  return "shape" in shown ? `${quote(shown.shape)} (shape only)` : quote(shown.value);
}

function quote(value: unknown): string {
  return typeof value === "string" ? `“${shorten(value)}”` : shorten(JSON.stringify(value) ?? "nothing");
}
