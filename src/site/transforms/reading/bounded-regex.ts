import { createContext, Script } from "node:vm";
import { memo } from "./memo.ts";

/** What a pattern may cost at worst. */
interface Cost {
  /** Parts that take as much as they like: each multiplies the ways to match by the length of the text. */
  open: number;
  /** Parts that are there or not: each doubles the ways. */
  optional: number;
  /** One within another, as in `(a+)+`: the ways grow beyond all bounds. */
  isNested: boolean;
}

/** About 50 ms. */
const mostSteps = 1e7;

const timeoutMs = 100;

/** Compiled once; a selector file names few. */
const patternOf = memo(200, (source: string) => ({ pattern: new RegExp(source, "u"), cost: costOf(source) }));

/**
 * Finds what a pattern matches, or nothing. A pattern from a shared selector file may take longer than the sun will
 * shine: one that could is stopped, and the answer is `stopped`. Watching costs about 0.2 ms, so the others run free.
 */
export function findBounded(source: string, text: string): RegExpExecArray | null | "stopped" {
  const { pattern, cost } = patternOf(source);
  return stepsOf(cost, text.length) > mostSteps ? runWatched(pattern, text) : pattern.exec(text);
}

/** In how many ways the open parts can share a text, from every start. */
function stepsOf({ open, optional, isNested }: Cost, length: number): number {
  if (isNested) return Number.POSITIVE_INFINITY;

  let ways = 2 ** optional;
  for (let part = 1; part <= open + 1; part += 1) ways *= (length + part) / part;
  return ways;
}

const room = createContext({ pattern: /x/, text: "" }) as { pattern: RegExp; text: string };
const search = new Script("pattern.exec(text)");

function runWatched(pattern: RegExp, text: string): RegExpExecArray | null | "stopped" {
  Object.assign(room, { pattern, text });
  try {
    return search.runInContext(room, { timeout: timeoutMs }) as RegExpExecArray | null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return "stopped";
    throw error;
  }
}

/** The parts of a pattern that matter: escapes and classes as one, brackets, choices, and how often the part before. */
const part = /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|[)|]|[*+?]\??|\{\d+(,\d*)?\}\??/gsu;

function costOf(source: string): Cost {
  const cost: Cost = { open: 0, optional: 0, isNested: false };
  /** Whether each bracket that is open holds something that can match in more ways than one. */
  const groups: boolean[] = [];
  let closed = false;

  for (const [text, range] of source.matchAll(part)) {
    const isFixed = text.startsWith("{") && range === undefined;
    const repeats = /^[*+?{]/.test(text) && !isFixed;
    if (repeats || (isFixed && closed)) {
      if (closed && !text.startsWith("?")) cost.isNested = true;
      if (text.startsWith("?")) cost.optional += 1;
      else if (repeats) cost.open += 1;
    }
    if (repeats || text === "|") groups.fill(true);

    closed = text === ")" && groups.pop() === true;
    if (text.startsWith("(")) groups.push(false);
  }
  return cost;
}
