import type { Browser, CDPSession, Dialog, Page } from "puppeteer";
import { prepareBlocking, setBlocking } from "./blocking.ts";
import { withDeadline } from "./deadline.ts";
import { IsolatedWorld } from "./isolated-world.ts";
import { StuckPage, toCrash } from "./page-fault.ts";
import { findWorldHome } from "./world-home.ts";

/** A page that gives no answer within this time is stuck: a new one is there sooner. */
const answerMs = 1_000;
/** The same for one that is to show nothing. */
const restMs = 2_000;

/** Opens a page that outlives its leases. */
export async function openWarmPage(browser: Browser, block: boolean): Promise<WarmPage> {
  const page = await browser.newPage();
  const session = await page.createCDPSession();
  const { frameTree } = await session.send("Page.getFrameTree");
  prepareBlocking(session);
  const world = new IsolatedWorld({ ...(await findWorldHome(page)), frameId: frameTree.frame.id });
  const warm = new WarmPage(page, session, world);
  await warm.setBlocking(block);
  return warm;
}

/** A page used by one lease after another; what would hold it up or litter it is dealt with here. */
export class WarmPage {
  readonly world: IsolatedWorld;
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #broken = new AbortController();
  #blocking = false;
  #restTimer: NodeJS.Timeout | undefined;
  #resting: Promise<unknown> | undefined;

  constructor(page: Page, session: CDPSession, world: IsolatedWorld) {
    this.#page = page;
    this.#session = session;
    this.world = world;

    page.on("dialog", answerDialog);
    page.on("popup", (popup) => void popup?.close().catch(() => {})); // Gone already: as wanted.
    page.on("framenavigated", (frame) => {
      if (frame === page.mainFrame()) world.renew();
    });
    page.on("domcontentloaded", () => world.confirmParsed());
    page.on("error", () => this.#broken.abort(toCrash("The page crashed")));
    page.on("close", () => this.#broken.abort(toCrash("The page or its browser went away")));
  }

  /** Aborts with a PageError when the page crashes or goes away. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  /** Whether the page can be leased again. */
  async isFit(): Promise<boolean> {
    clearTimeout(this.#restTimer);
    await this.#resting;
    return !this.broken.aborted;
  }

  async setBlocking(block: boolean): Promise<void> {
    if (block === this.#blocking) return;
    await setBlocking(this.#session, block);
    this.#blocking = block;
  }

  async goto(url: string): Promise<{ status: number | undefined; url: string }> {
    // Going from one fragment to another, or to the same again, would keep the old document.
    if (isSameDocument(this.#page.url(), url)) await this.#page.goto("about:blank", { timeout: 0 });
    const loading = { waitUntil: "domcontentloaded", timeout: 0 } as const;
    using _watch = this.#watchForStuckScript();
    const answer = await this.#page.goto(url, loading);
    // What an earlier run read may still be called fresh by its server, but it is not what the app shows now.
    const response = answer?.fromCache() ? await this.#page.reload(loading) : answer;
    return { status: response?.status(), url: this.#page.url() };
  }

  /**
   * A script that the last visitor left running can hold up the way to the next document. Only a way that is long is
   * looked into: asking every page first would cost each run a round trip.
   */
  #watchForStuckScript(): Disposable {
    let hasArrived = false;
    const onArrival = (): void => void (hasArrived = true);
    this.#page.once("framenavigated", onArrival);
    const timer = setTimeout(() => {
      const answer = this.#session.send("Runtime.evaluate", { expression: "0" });
      withDeadline(answer, { ms: answerMs, what: "An answer of the page" }).catch((cause: unknown) => {
        if (!hasArrived) this.#giveUp(new StuckPage(cause));
      });
    }, answerMs);

    return {
      [Symbol.dispose]: () => {
        clearTimeout(timer);
        hasArrived = true;
        this.#page.off("framenavigated", onArrival);
      },
    };
  }

  /** Stops what the page is doing, unless it is leased again before: the next `goto` does that as well, for nothing. */
  restAfter(ms: number): void {
    this.#restTimer = setTimeout(() => {
      this.#resting = this.#page.goto("about:blank", { timeout: restMs }).catch(this.#giveUp);
    }, ms).unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.#restTimer);
    await this.#page.close();
  }

  readonly #giveUp = (cause: unknown): void => {
    this.#broken.abort(cause instanceof StuckPage ? cause : toCrash("The page does not answer", cause));
    this.#page.close().catch(() => {}); // Nobody waits for it.
  };
}

/** A dialog holds the whole page until it is answered. Leaving a page is always allowed. */
function answerDialog(dialog: Dialog): void {
  const answer = dialog.type() === "beforeunload" ? dialog.accept() : dialog.dismiss();
  answer.catch(() => {}); // The page was closed meanwhile, and the dialog with it.
}

function isSameDocument(current: string, next: string): boolean {
  return next.includes("#") && current.split("#", 1)[0] === URL.parse(next)?.href.split("#", 1)[0];
}
