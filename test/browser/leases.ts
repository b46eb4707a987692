import { afterAll } from "vitest";
import type { WarmBrowser } from "../../src/browser/browser.ts";
import type { Tab } from "../../src/browser/tab.ts";
import { openTestBrowser } from "../support/test-browser.ts";

type LeaseOptions = Partial<Parameters<WarmBrowser["withTab"]>[1]>;

/** Leases a page of one browser that lasts as long as the tests of the file. */
export function openLeases() {
  const browser = openTestBrowser();
  afterAll(() => browser.close());
  return {
    browser,
    lease: <T>(work: (tab: Tab) => Promise<T>, options: LeaseOptions = {}): Promise<T> =>
      browser.withTab(work, { signal: new AbortController().signal, deadlineMs: 20_000, block: true, ...options }),
  };
}

export const readTitle = (): string => document.title;
