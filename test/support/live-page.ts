import type { Page } from "puppeteer";
import { expect, vi } from "vitest";
import type { TestBrowser } from "./chromium.ts";

interface View {
  url: string;
  width?: number;
  height?: number;
  theme?: "light" | "dark";
}

/** The Live Metrics page in a tab, as a person finds it. */
export class LivePage implements AsyncDisposable {
  readonly tab: Page;
  /** What the browser complained about: errors of scripts, of the content security policy and of loading. */
  readonly problems: string[] = [];

  static async open(
    { browser }: TestBrowser,
    { url, width = 1_440, height = 900, theme = "light" }: View,
  ): Promise<LivePage> {
    const tab = await browser.newPage();
    const live = new LivePage(tab);
    await tab.setViewport({ width, height });
    await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
    await tab.goto(url);
    return live;
  }

  private constructor(tab: Page) {
    this.tab = tab;
    tab.on("pageerror", (error) => this.problems.push(String(error)));
    tab.on("console", (message) => {
      // A server that is away is what some tests are about.
      if (message.type() === "error" && !message.text().includes("WebSocket")) this.problems.push(message.text());
    });
  }

  /** Resolves when the text seen in the element matches. Here as below, white space of any kind and length is one blank. */
  async sees(selector: string, text: string | RegExp): Promise<void> {
    const pattern = typeof text === "string" ? RegExp.escape(text) : text.source;
    await this.tab
      .waitForFunction(
        (selector, pattern) => {
          const element = document.querySelector<HTMLElement>(selector);
          if (!element?.checkVisibility({ visibilityProperty: true })) return false;
          return new RegExp(pattern).test(element.innerText.replaceAll(/\s+/g, " ").trim());
        },
        { timeout: 20_000 },
        selector,
        pattern,
      )
      .catch(async (cause: unknown) => {
        const seen = await this.text("body");
        throw new Error(`${selector} did not come to show ${text}. The page shows:\n${seen}`, { cause });
      });
  }

  /** Resolves when the table shows these users and no other, in this order. */
  async seesNames(...names: readonly string[]): Promise<void> {
    await vi.waitFor(async () => expect(await this.names()).toEqual(names), { timeout: 20_000, interval: 20 });
  }

  /** Resolves two frames on: what was due in the next one has been drawn. */
  async untilDrawn(): Promise<void> {
    await this.tab.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }

  async text(selector: string): Promise<string> {
    return await this.tab.$eval(selector, (element) =>
      (element as HTMLElement).innerText.replaceAll(/\s+/g, " ").trim(),
    );
  }

  /** The names in the table, from the top. */
  async names(): Promise<string[]> {
    return await this.tab.$$eval(".lm-name", (names) => names.map((name) => name.textContent));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tab.close();
  }
}
