import type { CDPSession, Page } from "puppeteer";

interface WorldHome {
  session: CDPSession;
  worldName: string;
}

/**
 * Where a world costs nothing: puppeteer keeps one on every document, and Chromium gives that one to whoever asks for it
 * by its name on the same session. A second one would be another V8 context a page, about 5 % of its time. Neither
 * session nor name is public; where puppeteer has changed, the world is one of our own, and just as safe.
 */
export async function findWorldHome(page: Page): Promise<WorldHome> {
  const { default: puppeteer } = await import("puppeteer/package.json", { with: { type: "json" } });
  const internals = page as unknown as { _client?: () => CDPSession };
  const session = internals._client?.() ?? (await page.createCDPSession());
  return { session, worldName: `__puppeteer_utility_world__${puppeteer.version}` };
}
