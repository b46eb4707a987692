import type { Capture } from "../../src/scrape/in-page.ts";
import type { Verdict, VerdictName } from "../../src/scrape/verdict.ts";

/** What a page that loaded well held; what a test is about is given. */
export function makeCapture(given: Partial<Capture> = {}): Capture {
  return {
    url: "https://app.example.com/users",
    title: "Users",
    missed: [],
    changed: true,
    loaded: true,
    emptyMarker: false,
    walls: [],
    passwordField: false,
    rowMatches: [given.rows?.length ?? 0],
    rowsWinner: 0,
    placeholders: 0,
    rows: [],
    page: [],
    claim: null,
    ariaRowCount: undefined,
    columns: { absent: [], headers: [] },
    signature: "",
    excerpt: "",
    busy: undefined,
    foreignFrame: undefined,
    inspection: undefined,
    ...given,
  };
}

/** A verdict that rests on nothing, for tests of what its name alone leads to. */
export function makeVerdict(name: VerdictName): Verdict {
  const evidence = {
    url: "https://app.example.com/",
    title: undefined,
    status: undefined,
    pages: 0,
    rows: 0,
    found: {},
    claimed: undefined,
    rowMatches: {},
  };
  return { name, sentence: "", evidence, warnings: [] };
}
