import type { CheckWarning, FieldCheck, TargetCheck } from "../scrape/inspect.ts";
import widthOf from "string-width";
import { shorten, wrap } from "./lines.ts";

/** Below this a line has no room for the notes of a field: they stand under it. */
const narrow = 60;

/** A check for people, in lines that fit the width. */
export function toCheckText(check: TargetCheck, width: number): string {
  const { target, verdict, sentence, url, title, status, fields, warnings, hints } = check;
  const page = [title ? `“${shorten(title, 80)}”` : "no title", ...(status === undefined ? [] : [`status ${status}`])];
  const lines = [
    ...wrap(`${target}: ${verdict}. ${sentence}`, width, { rest: "  " }),
    ...wrap(toFacts(check), width, { first: "  " }),
    ...wrap(`${shorten(url, 300)} (${page.join(", ")})`, width, { first: "  " }),
    ...(fields.every(({ rows }) => rows === 0) ? [] : ["", ...toTable(fields, width)]),
    ...(warnings.length === 0 ? [] : ["", ...warnings.flatMap((warning) => toWarning(warning, width))]),
    ...(hints.length === 0 ? [] : ["", ...hints.flatMap((hint) => wrap(hint, width, { first: "  i ", rest: "    " }))]),
  ];
  return `${lines.join("\n")}\n`;
}

function toFacts({ rows, claimed, pages, locale, timeZone }: TargetCheck): string {
  return [
    counted(rows, "row"),
    claimed === undefined ? "no total claimed" : `${claimed} claimed`,
    counted(pages, "page"),
    `locale ${locale}`,
    `time zone ${timeZone}`,
  ].join(", ");
}

function toTable(fields: readonly FieldCheck[], width: number): string[] {
  const nameWidth = Math.max(...fields.map(({ field }) => widthOf(field)));
  const countWidth = Math.max(...fields.map((field) => toCount(field).length));
  return fields.flatMap((field) => {
    const count = `${toCount(field).padStart(countWidth)} ${toPercent(field).padStart(4)}`;
    const line = `  ${field.field.padEnd(nameWidth)}  ${count}`;
    const notes = toNotes(field);
    if (notes === "") return [line];
    if (width < narrow) return [line, ...wrap(notes, width, { first: "    " })];
    const indent = " ".repeat(widthOf(line) + 2);
    return wrap(notes, width, { first: `${line}  `, rest: indent });
  });
}

function toCount({ seen, rows }: FieldCheck): string {
  return `${seen}/${rows}`;
}

/** Rounded down, so that 100% is all and 0% is none. */
function toPercent({ seen, rows }: FieldCheck): string {
  return seen === 0 ? "0%" : `${Math.max(1, Math.floor((seen / rows) * 100))}%`;
}

const ordinals = ["first", "second", "third", "fourth", "fifth"];

function toNotes({ ways, privacy, missing: [most] }: FieldCheck): string {
  const won = ways.flatMap(({ won }, index) =>
    won > 0 && ways.length > 1 ? [`${ordinals[index] ?? `number ${index + 1}`} ${won}`] : [],
  );
  return [
    won.join(", "),
    privacy === "keep" ? "" : `privacy: ${privacy}`,
    most === undefined ? "" : `missing in ${counted(most.rows, "row")}: ${shorten(most.reason)}`,
  ]
    .filter((note) => note !== "")
    .join("; ");
}

function toWarning({ place, message }: CheckWarning, width: number): string[] {
  return wrap(place === undefined ? message : `${place}: ${message}`, width, { first: "  ! ", rest: "    " });
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
