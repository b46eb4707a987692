import { afterAll, describe, expect, test } from "vitest";
import { examplesOf, readDoc, runExample } from "../support/doc-examples.ts";
import { openTestBrowser } from "../support/test-browser.ts";

const browser = openTestBrowser();
afterAll(() => browser.close());

describe.each(["selectors.md", "login.md"])("docs/%s", async (page) => {
  test.concurrent.each(examplesOf(await readDoc(page)))("$title", async (example) => {
    expect(example.outputs.length, "an example shows what comes out").toBeGreaterThan(0);

    const shown = await runExample(example, browser);
    for (const { language, body } of example.outputs) {
      if (language === "json") expect(shown.users).toEqual([JSON.parse(body)].flat());
      else expect(onOneLine(shown.verdict)).toBe(onOneLine(body));
    }
    // Where the docs are silent about the end of a run, it is a good one.
    if (example.outputs.every(({ language }) => language === "json")) expect(shown.verdict).toMatch(/^rows: /);
  });
});

/** Lines of the docs end where the page does. */
function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
