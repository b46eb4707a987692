import type {
  Browser,
  BrowserContext,
  CDPSession,
  ConsoleMessage,
  Dialog,
  Frame,
  HTTPRequest,
  HTTPResponse,
  Page,
} from "puppeteer";
import { withDeadline } from "./deadline.ts";
import { Emulation, type EmulationOptions } from "./emulation.ts";
import { Input } from "./input.ts";
import { IsolatedWorld } from "./isolated-world.ts";
import { openKeptTraffic, type KeepOptions, type KeptTraffic } from "./kept-traffic.ts";
import { LeaseRecord } from "./lease-record.ts";
import { MainDocument, type PageDocument } from "./main-document.ts";
import { afterNavigation, untilSettled } from "./navigation-watch.ts";
import { StuckPage, toCrash } from "./page-fault.ts";
import { replayRecording, type RecordingFault } from "./recording.ts";
import { RequestGuard, type GuardOptions } from "./request-guard.ts";
import { serveDocument, type ServedDocument } from "./served-document.ts";
import { findWorldHome } from "./world-home.ts";

const blank = "about:blank";
/** A page that gives no answer within this time is stuck: a new one is there sooner. */
const answerMs = 1_000;
/** The same for one that is to show nothing. */
const restMs = 2_000;

export interface PageOptions extends EmulationOptions {
  /** Whether images, fonts, media and trackers are left out. */
  block: boolean;
  /** Where the page may go and what it may send; without it anything. */
  guard?: GuardOptions | undefined;
  /** What the page receives that is to be kept for reading. */
  keep?: KeepOptions | undefined;
  /** Whether to keep what the page writes to its console. */
  keepConsole?: boolean | undefined;
  /** The only document there is: no network, and no scripts of the page. */
  serve?: ServedDocument | undefined;
}

/** Opens a page that outlives its leases. */
export async function openWarmPage(source: Browser | BrowserContext): Promise<WarmPage> {
  const page = await source.newPage();
  const session = await page.createCDPSession();
  const { frameTree } = await session.send("Page.getFrameTree");
  const frameId = frameTree.frame.id;
  const world = new IsolatedWorld({ ...(await findWorldHome(page)), frameId });
  return new WarmPage({ page, session, frameId, world });
}

interface WarmPageParts {
  page: Page;
  session: CDPSession;
  frameId: string;
  world: IsolatedWorld;
}

/** A page used by one lease after another; what would hold it up or litter it is dealt with here. */
export class WarmPage {
  readonly world: IsolatedWorld;
  readonly session: CDPSession;
  readonly guard: RequestGuard;
  readonly input: Input;
  readonly document: MainDocument;
  /** Of the lease at hand. */
  record = new LeaseRecord();
  traffic: KeptTraffic | undefined;
  readonly #page: Page;
  readonly #frameId: string;
  readonly #emulation: Emulation;
  readonly #broken = new AbortController();
  /** Whether a document of an earlier lease can still be at work. */
  #isForeign = false;
  #isBypassingWorkers = false;
  #isKeeping = false;
  #isKeepingConsole = false;
  #served: AsyncDisposable | undefined;
  #restTimer: NodeJS.Timeout | undefined;
  #resting: Promise<unknown> | undefined;

  constructor({ page, session, frameId, world }: WarmPageParts) {
    this.#page = page;
    this.session = session;
    this.#frameId = frameId;
    this.world = world;
    this.guard = new RequestGuard({
      session,
      frameId,
      openBrowserSession: this.#openBrowserSession,
      onRefused: (refused) => this.record.refused.push(refused),
    });
    this.#emulation = new Emulation(session);
    this.input = new Input(page);
    this.document = new MainDocument(page);

    page.on("dialog", this.#onDialog);
    page.on("popup", (popup) => void popup?.close().catch(() => {})); // Gone already: as wanted.
    page.on("framenavigated", this.#onNavigated);
    page.on("domcontentloaded", () => world.confirmParsed());
    // Where the last visitor's document is still there, the crash is its own, and no fault of the next one.
    page.on("error", (cause) =>
      this.#broken.abort(this.#isForeign ? new StuckPage(cause) : toCrash("The page crashed")),
    );
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

  /** Makes the page what a lease wants it to be. What it is already costs nothing. */
  async prepare({ block, guard, keep, keepConsole = false, serve, ...emulation }: PageOptions): Promise<void> {
    // What the last visitor still sends and receives is not to be taken for the next one's.
    if (guard?.readOnly || keep || keepConsole || serve || this.#served) await this.#leaveDocument();
    this.#isForeign = this.#page.url() !== blank;
    this.record = new LeaseRecord();
    this.document.origins.clear();

    await this.guard.set({ block, guard });
    await this.#emulation.set(emulation);
    await this.#bypassWorkers(guard !== undefined || keep !== undefined);
    await this.#keepTraffic(keep);
    this.#keepConsole(keepConsole);
    await this.#serve(serve);
  }

  async replay(recording: unknown, values: Readonly<Record<string, string>>): Promise<RecordingFault | undefined> {
    return await replayRecording(this.#page, recording, values);
  }

  /** Ends the lease: what the page does from now on is nobody's. */
  release(): void {
    this.traffic?.stop();
    this.#keepConsole(false);
    this.record = new LeaseRecord();
  }

  async goto(url: string): Promise<PageDocument> {
    // Going from one fragment to another, or to the same again, would keep the old document.
    if (isSameDocument(this.#page.url(), url)) await this.#page.goto(blank, { timeout: 0 });
    const loading = { waitUntil: "domcontentloaded", timeout: 0 } as const;
    using _watch = this.#watchForStuckScript();
    const answer = await this.#page.goto(url, loading).catch((error: unknown) => this.#explainFailure(error));
    // What an earlier run read may still be called fresh by its server, but it is not what the app shows now.
    if (answer?.fromCache()) await this.#page.reload(loading);
    return this.document.facts;
  }

  /** A crash of the last visitor's document looks like a way that was given up; only a page that answers gave it up. */
  async #explainFailure(error: unknown): Promise<never> {
    if (!this.#isForeign || !(error instanceof Error) || !error.message.includes("net::ERR_ABORTED")) throw error;
    try {
      await this.#askForAnswer();
    } catch (cause) {
      const stuck = new StuckPage(cause);
      this.#giveUp(stuck);
      throw stuck;
    }
    throw error;
  }

  /** Throws when the page has no script of its own to answer with, or one that does not let go. */
  async #askForAnswer(): Promise<void> {
    const answer = this.session.send("Runtime.evaluate", { expression: "0" });
    await withDeadline(answer, { ms: answerMs, what: "An answer of the page" });
  }

  /** Runs `action` and sees the navigation through that it may start; says whether it did. */
  async afterNavigation(action: () => Promise<void>): Promise<boolean> {
    const settle = async (): Promise<void> => void (await this.world.call(String(untilSettled), undefined));
    return await afterNavigation({ page: this.#page, session: this.session, frameId: this.#frameId, settle }, action);
  }

  /** Calls a function on an empty document of an origin; its server is not asked. */
  async callAt(origin: string, declaration: string, argument: unknown): Promise<unknown> {
    const url = `${origin}/.well-known/empty-document`;
    return await this.guard.withEmptyDocument(url, async () => {
      await this.#page.goto(url, { timeout: 0 });
      return await this.world.call(declaration, argument);
    });
  }

  /** Lends a session of the browser itself, which alone can be asked for the cookies of a profile. */
  async withBrowser<T>(work: (session: CDPSession, profile: { browserContextId?: string }) => Promise<T>): Promise<T> {
    const { id } = this.#page.browserContext();
    const session = await this.#openBrowserSession();
    try {
      return await work(session, id === undefined ? {} : { browserContextId: id });
    } finally {
      await session.detach();
    }
  }

  /** Goes to no document. */
  async leave(): Promise<void> {
    await this.#page.goto(blank, { timeout: 0 });
  }

  async screenshot(): Promise<Buffer> {
    const { data } = await this.session.send("Page.captureScreenshot", { format: "png" });
    return Buffer.from(data, "base64");
  }

  readonly #openBrowserSession = (): Promise<CDPSession> => this.#page.browser().target().createCDPSession();

  async #leaveDocument(): Promise<void> {
    if (this.#page.url() === blank) return;
    try {
      await this.#page.goto(blank, { timeout: restMs });
    } catch (cause) {
      const stuck = new StuckPage(cause);
      this.#giveUp(stuck);
      throw stuck;
    }
  }

  async #bypassWorkers(bypass: boolean): Promise<void> {
    if (bypass === this.#isBypassingWorkers) return;
    await this.#page.setBypassServiceWorker(bypass);
    this.#isBypassingWorkers = bypass;
  }

  async #keepTraffic(keep: KeepOptions | undefined): Promise<void> {
    this.traffic = undefined;
    if (!keep && this.#isKeeping) await this.session.send("Network.disable");
    this.#isKeeping = keep !== undefined;
    if (keep) this.traffic = await openKeptTraffic(this.session, keep);
  }

  async #serve(serve: ServedDocument | undefined): Promise<void> {
    await this.#served?.[Symbol.asyncDispose]();
    this.#served = serve && (await serveDocument(this.#page, serve));
  }

  #keepConsole(keep: boolean): void {
    if (keep === this.#isKeepingConsole) return;
    this.#isKeepingConsole = keep;
    const change = keep ? "on" : "off";
    this.#page[change]("console", this.#onConsole);
    this.#page[change]("pageerror", this.#onPageError);
  }

  readonly #onConsole = (message: ConsoleMessage): void => this.record.addMessage(message);

  readonly #onPageError = (error: unknown): void => this.record.addPageError(error);

  /** A dialog holds the whole page until it is answered. Leaving a page is always allowed. */
  readonly #onDialog = (dialog: Dialog): void => {
    this.record.addDialog(dialog.type(), dialog.message());
    const answer = dialog.type() === "beforeunload" ? dialog.accept() : dialog.dismiss();
    answer.catch(() => {}); // The page was closed meanwhile, and the dialog with it.
  };

  readonly #onNavigated = (frame: Frame): void => {
    if (frame !== this.#page.mainFrame()) return;
    this.world.renew();
    if (!this.#isForeign || frame.url() === blank) return;
    this.record.clear();
    this.#isForeign = false;
  };

  /**
   * A script that the last visitor left running can hold up the way to the next document. Only a way that is long is
   * looked into: asking every page first would cost each run a round trip.
   */
  #watchForStuckScript(): Disposable {
    let hasArrived = false;
    const onArrival = (): void => void (hasArrived = true);
    this.#page.once("framenavigated", onArrival);
    /** While a server takes its time, Chromium asks the page nothing: that it is silent then means nothing. */
    let isServerAsked = false;
    const onRequest = (request: HTTPRequest): void => {
      if (this.#isWay(request)) isServerAsked = true;
    };
    const onResponse = (response: HTTPResponse): void => {
      if (this.#isWay(response.request())) isServerAsked = false;
    };
    this.#page.on("request", onRequest);
    this.#page.on("response", onResponse);
    const timer = setInterval(() => {
      if (isServerAsked) return;
      clearInterval(timer);
      this.#askForAnswer().catch((cause: unknown) => {
        if (!hasArrived) this.#giveUp(new StuckPage(cause));
      });
    }, answerMs);

    return {
      [Symbol.dispose]: () => {
        clearInterval(timer);
        hasArrived = true;
        this.#page.off("framenavigated", onArrival);
        this.#page.off("request", onRequest);
        this.#page.off("response", onResponse);
      },
    };
  }

  /** Whether it asks for the next document of the main frame. */
  #isWay(request: HTTPRequest): boolean {
    return request.isNavigationRequest() && request.frame() === this.#page.mainFrame();
  }

  /** Stops what the page is doing, unless it is leased again before: the next `goto` does that as well, for nothing. */
  restAfter(ms: number): void {
    this.#restTimer = setTimeout(() => {
      this.#resting = this.#page.goto(blank, { timeout: restMs }).catch(this.#giveUp);
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

function isSameDocument(current: string, next: string): boolean {
  return next.includes("#") && current.split("#", 1)[0] === URL.parse(next)?.href.split("#", 1)[0];
}
