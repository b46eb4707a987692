import type { Capture } from "../../src/scrape/in-page.ts";

/** What a page that loaded well held; what a test is about is given. */
export function makeCapture(given: Partial<Capture> = {}): Capture {
  return {
    url: "https://app.example.com/users",
    title: "Users",
    ready: true,
    loaded: true,
    emptyMarker: false,
    passwordField: false,
    rows: [],
    page: [],
    ...given,
  };
}
