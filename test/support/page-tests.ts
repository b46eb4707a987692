import { afterAll, inject } from "vitest";
import { openChromium, type TestBrowser } from "./chromium.ts";

/** What a file of tests looks at the built page with; the browser is closed after its last test. */
export async function openPageTests(): Promise<{ folder: string; chromium: TestBrowser }> {
  const chromium = await openChromium();
  afterAll(() => chromium[Symbol.asyncDispose]());
  return { folder: inject("page"), chromium };
}
