import { isMap, isScalar, LineCounter, parseDocument, type Document as YamlDocument, type Node } from "yaml";
import { findSyntaxFaults } from "./syntax.ts";

/** A place in a file a person wrote. Lines and columns count from 1. */
export interface Place {
  line: number;
  column: number;
  length: number;
}

/** One thing that is wrong. */
export interface Problem {
  path: readonly PropertyKey[];
  message: string;
  place?: Place | undefined;
}

/** What a person wrote, with the place of each value where it has one: a YAML or JSON file has, a program has not. */
export interface SourceDocument {
  /** As it is shown in messages. */
  file: string;
  text: string;
  value: unknown;
  /** The place of a value, or of the nearest one around it that is there. `key` points at the key instead. */
  locate?: (path: readonly PropertyKey[], part?: "value" | "key") => Place;
}

/** Reads YAML; JSON is a part of it, so both have places, comments and the same messages. Keys are always text. */
export function readDocument(text: string, file: string): { document: SourceDocument; syntax: Problem[] } {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const place = (start: number, end: number): Place => {
    const { line, col } = lines.linePos(start);
    return { line, column: col, length: Math.max(1, lengthOnLine(text, start, end)) };
  };
  const faults = findSyntaxFaults(yaml, text, file);
  const syntax = faults.map(({ message, start, end }) => ({ path: [], message, place: place(start, end) }));

  return {
    syntax,
    document: {
      file,
      text,
      value: syntax.length > 0 ? undefined : yaml.toJS(),
      locate(path, part = "value") {
        const [start, end] = rangeOf(yaml, path, part);
        return place(start, end);
      },
    },
  };
}

function lengthOnLine(text: string, start: number, end: number): number {
  const lineEnd = text.indexOf("\n", start);
  return Math.min(end, lineEnd === -1 ? text.length : lineEnd) - start;
}

type Range = [start: number, end: number];

function rangeOf(yaml: YamlDocument.Parsed, path: readonly PropertyKey[], part: "value" | "key"): Range {
  let node: unknown = yaml.contents;
  let range = nodeRange(node) ?? [0, 0];
  for (const [depth, key] of path.entries()) {
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    const isLast = depth === path.length - 1;
    const child = pair ? pair.value : isMap(node) ? undefined : elementOf(node, key);
    const keyRange = nodeRange(pair?.key);
    if (child === undefined && !pair) return range;

    // A map or list is best pointed at by its key: its own range runs over many lines.
    const valueRange = isScalar(child) ? nodeRange(child) : undefined;
    range = (isLast && part === "key" ? keyRange : (valueRange ?? keyRange)) ?? nodeRange(child) ?? range;
    node = child;
  }

  return range;
}

function elementOf(node: unknown, key: PropertyKey): Node | undefined {
  const items = (node as { items?: Node[] } | undefined)?.items;
  return typeof key === "number" ? items?.[key] : undefined;
}

function nodeRange(node: unknown): Range | undefined {
  const range = (node as { range?: [number, number, number] | null } | null | undefined)?.range;
  return range ? [range[0], range[1]] : undefined;
}
