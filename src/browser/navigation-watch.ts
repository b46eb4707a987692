import type { CDPSession, HTTPRequest, Page } from "puppeteer";

interface NavigationWatchOptions {
  page: Page;
  session: CDPSession;
  frameId: string;
  /** Lets the page come to everything it had put off; throws when its document is replaced meanwhile. */
  settle: () => Promise<void>;
}

/**
 * Runs `action` and, when it starts a navigation of the main frame, waits until the new document is parsed or the way to
 * it has ended otherwise. Says whether there was one. Going to another fragment or by `pushState` is none.
 */
export async function afterNavigation(
  { page, session, frameId, settle }: NavigationWatchOptions,
  action: () => Promise<void>,
): Promise<boolean> {
  let hasStarted = false;
  const ended = Promise.withResolvers<void>();
  const onRequested = (event: { frameId: string; disposition: string }): void => {
    if (event.frameId === frameId && event.disposition === "currentTab") hasStarted = true;
  };
  const onStarted = (event: { frameId: string; navigationType: string }): void => {
    if (event.frameId === frameId && !/samedocument/i.test(event.navigationType)) hasStarted = true;
  };
  const onStopped = (event: { frameId: string }): void => {
    if (event.frameId === frameId && hasStarted) ended.resolve();
  };
  const onParsed = (): void => {
    if (hasStarted) ended.resolve();
  };
  const onFailed = (request: HTTPRequest): void => {
    if (hasStarted && request.isNavigationRequest() && request.frame() === page.mainFrame()) ended.resolve();
  };

  session.on("Page.frameRequestedNavigation", onRequested);
  session.on("Page.frameStartedNavigating", onStarted);
  session.on("Page.frameStoppedLoading", onStopped);
  page.on("domcontentloaded", onParsed);
  page.on("requestfailed", onFailed);
  page.once("close", ended.resolve);
  await session.send("Page.enable");
  try {
    await action();
    await settle().catch(() => {}); // Replaced already: that is what is waited for.
    if (hasStarted) await ended.promise;
    return hasStarted;
  } finally {
    session.off("Page.frameRequestedNavigation", onRequested);
    session.off("Page.frameStartedNavigating", onStarted);
    session.off("Page.frameStoppedLoading", onStopped);
    page.off("domcontentloaded", onParsed);
    page.off("requestfailed", onFailed);
    page.off("close", ended.resolve);
    await session.send("Page.disable").catch(() => {}); // Closed meanwhile: whatever comes next reports it.
  }
}

/** Runs in the page: what a click put off, such as the sending of a form, comes before the second turn of its timers. */
export function untilSettled(): Promise<void> {
  return new Promise((resolve) => setTimeout(() => setTimeout(resolve, 0), 0));
}
