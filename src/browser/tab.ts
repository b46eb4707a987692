import { once } from "node:events";
import { EnvironmentError, PageError } from "../errors.ts";
import { toDocumentHtml } from "./document-html.ts";
import type { Input, Point } from "./input.ts";
import type { KeptFrame, KeptResponse, KeptTraffic } from "./kept-traffic.ts";
import type { LeaseRecord } from "./lease-record.ts";
import type { PageDocument } from "./main-document.ts";
import { toPageError } from "./page-fault.ts";
import { readPageGlobal, type PageCode, type PageValue } from "./page-global.ts";
import type { RecordingFault } from "./recording.ts";
import type { Refused } from "./request-guard.ts";
import { clearSession, readSession, restoreSession } from "./saved-session.ts";
import type { SessionState } from "./session-state.ts";
import type { WarmPage } from "./warm-page.ts";

/** A page of the browser, for as long as it is leased. */
export interface Tab {
  /** Whether no lease of the same profile came before this one, in this browser: a saved session is to be restored. */
  readonly isFirstOfProfile: boolean;

  /**
   * Opens an address and waits until its document is parsed. Throws PageError LM_PAGE_UNREACHABLE with the reason, and
   * LM_PAGE_ASTRAY when the way there leads to an origin that the guard does not allow. A document whose own script leaves while it is
   * parsed ends there when that is refused: see `refused`.
   */
  goto(url: string): Promise<PageDocument>;
  /** The document of the main frame as it is now, also when the page went there by itself. */
  readonly document: PageDocument;
  /**
   * Calls a function inside the page, in a world of its own that the page's scripts cannot reach, in one round trip.
   * The function uses nothing from outside itself; argument and result are JSON. When the document was replaced
   * meanwhile, it is called once more, on the new one.
   */
  evaluate<Argument, Result>(fn: (argument: Argument) => Result | Promise<Result>, argument: Argument): Promise<Result>;
  /**
   * Evaluates an expression or calls a function in the world of the page's own scripts: the least to be trusted, for what
   * is to be had nowhere else. The result is JSON text of 5 MB at most; what throws, loops or is no JSON gives a reason.
   */
  evaluateInPage(code: PageCode, argument?: unknown): Promise<PageValue>;

  click(point: Point): Promise<void>;
  moveTo(point: Point): Promise<void>;
  /** Turns the mouse wheel with the mouse at that point; down is positive. */
  wheel(turn: Point & { deltaY: number }): Promise<void>;
  /** Types into what has the focus, at once. */
  insertText(text: string): Promise<void>;
  /** Presses a key by its name: `Enter`, `Tab`, `ArrowDown`, `a`, `Control+A`. Throws for one that no keyboard has. */
  press(key: string): Promise<void>;
  /**
   * Runs an action, such as a click. When that starts a navigation of the main frame, waits until the new document is
   * parsed or the way there has failed. Says whether it did; going to another fragment or by `pushState` is none.
   */
  afterNavigation(action: () => Promise<void>): Promise<boolean>;
  /** Replays a recording of Chrome's DevTools Recorder; `values` fill the `${name}` in it. */
  replay(recording: unknown, values: Readonly<Record<string, string>>): Promise<RecordingFault | undefined>;

  /** What the guard and the blocking refused the page: the newest 100. */
  readonly refused: readonly Refused[];
  /** How many requests were refused in all. */
  readonly refusedTotal: number;
  /** From now on, in a lease with a guard. */
  setReadOnly(readOnly: boolean): Promise<void>;

  /** The newest 50 responses that `keep` asks for and that are complete, in the order in which they became so. */
  responses(): Promise<readonly KeptResponse[]>;
  /** The newest 50 text frames that `keep` asks for. */
  frames(): readonly KeptFrame[];
  /** How many more `keep` asked for that are not there: too many, or gone from the browser too soon. */
  readonly keptLoss: { responses: number; frames: number };
  /**
   * The newest kept response whose address fits the pattern, at once or as soon as there is one. Undefined when there is
   * none in time.
   */
  waitForResponse(pattern: string, limits: { timeoutMs: number }): Promise<KeptResponse | undefined>;
  /** Resolves when more of what `keep` asks for has arrived, or the time is over. */
  waitForTraffic(limits: { timeoutMs: number }): Promise<void>;

  /** What dialogs the page opened said; each was dismissed. The newest 20. */
  readonly dialogs: readonly string[];
  /** With `keepConsole`, the newest 200 lines of the console and of errors that nobody caught. */
  readonly console: readonly string[];
  /** The viewport as a PNG. */
  screenshot(): Promise<Buffer>;
  /** The document as HTML, open shadow roots included. */
  content(): Promise<string>;

  /**
   * What keeps the page logged in: all cookies of its profile, and the storage of each origin that the lease was at or
   * that is named. When there are several, the document is loaded again. Secret.
   */
  readSession(origins?: readonly string[]): Promise<SessionState>;
  /** Puts a session in place of what the profile and this tab keep; to be followed by `goto`. */
  restoreSession(state: SessionState): Promise<void>;
  /** Drops all cookies of the profile and the storage of each origin that the lease was at; to be followed by `goto`. */
  clearSession(): Promise<void>;
}

interface LeasedTabOptions {
  page: WarmPage;
  isFirst: boolean;
  httpsFault: string | undefined;
}

export class LeasedTab implements Tab {
  readonly isFirstOfProfile: boolean;
  readonly #page: WarmPage;
  readonly #httpsFault: string | undefined;
  readonly #record: LeaseRecord;
  readonly #traffic: KeptTraffic | undefined;
  /** What an earlier lease left on the page is not to be seen. */
  #isAtDocument = false;
  #ended = false;

  constructor({ page, isFirst, httpsFault }: LeasedTabOptions) {
    this.#page = page;
    this.isFirstOfProfile = isFirst;
    this.#httpsFault = httpsFault;
    this.#record = page.record;
    this.#traffic = page.traffic;
  }

  get document(): PageDocument {
    this.#refuseEarly("document");
    return this.#page.document.facts;
  }

  get refused(): readonly Refused[] {
    return this.#record.refused.items;
  }

  get refusedTotal(): number {
    return this.#record.refused.total;
  }

  get dialogs(): readonly string[] {
    return this.#record.dialogs.items;
  }

  get console(): readonly string[] {
    return this.#record.console.items;
  }

  get keptLoss(): { responses: number; frames: number } {
    return this.#traffic?.lost ?? { responses: 0, frames: 0 };
  }

  async goto(url: string): Promise<PageDocument> {
    this.#refuseHttps(url);
    const before = this.#refusedOrigin;
    try {
      const answer = await this.#guard(url, () => this.#page.goto(url));
      this.#isAtDocument = true;
      return answer;
    } catch (error) {
      const refused = this.#refusedOrigin;
      throw refused && refused !== before ? toRefusal(url, refused, error) : error;
    }
  }

  async evaluate<Argument, Result>(
    fn: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result> {
    this.#refuseEarly("evaluate()");
    return (await this.#guardHere(() => this.#page.world.call(String(fn), argument))) as Result;
  }

  async evaluateInPage(code: PageCode, argument?: unknown): Promise<PageValue> {
    this.#refuseEarly("evaluateInPage()");
    return await this.#guardHere(() => readPageGlobal(this.#page.session, code, argument));
  }

  click(point: Point): Promise<void> {
    return this.#input("click()", (input) => input.click(point));
  }

  moveTo(point: Point): Promise<void> {
    return this.#input("moveTo()", (input) => input.moveTo(point));
  }

  wheel(turn: Point & { deltaY: number }): Promise<void> {
    return this.#input("wheel()", (input) => input.wheel(turn));
  }

  insertText(text: string): Promise<void> {
    return this.#input("insertText()", (input) => input.insertText(text));
  }

  press(key: string): Promise<void> {
    return this.#input("press()", (input) => input.press(key));
  }

  async afterNavigation(action: () => Promise<void>): Promise<boolean> {
    this.#refuseEarly("afterNavigation()");
    return await this.#guardHere(() => this.#page.afterNavigation(action));
  }

  async replay(recording: unknown, values: Readonly<Record<string, string>>): Promise<RecordingFault | undefined> {
    this.#refuseEarly("replay()");
    return await this.#guardHere(() => this.#page.replay(recording, values));
  }

  async setReadOnly(readOnly: boolean): Promise<void> {
    await this.#guardHere(() => this.#page.guard.setReadOnly(readOnly));
  }

  async responses(): Promise<readonly KeptResponse[]> {
    return (await this.#traffic?.responses()) ?? [];
  }

  frames(): readonly KeptFrame[] {
    return this.#traffic?.frames ?? [];
  }

  async waitForResponse(pattern: string, { timeoutMs }: { timeoutMs: number }): Promise<KeptResponse | undefined> {
    if (!this.#traffic) throw new Error("waitForResponse() in a lease that keeps no responses");
    return await this.#traffic.waitForResponse(pattern, AbortSignal.timeout(timeoutMs));
  }

  async waitForTraffic({ timeoutMs }: { timeoutMs: number }): Promise<void> {
    const timeout = AbortSignal.timeout(timeoutMs);
    if (this.#traffic) await this.#traffic.waitForMore(timeout);
    else await once(timeout, "abort");
  }

  async screenshot(): Promise<Buffer> {
    this.#refuseEarly("screenshot()");
    return await this.#guardHere(() => this.#page.screenshot());
  }

  async content(): Promise<string> {
    return await this.evaluate(toDocumentHtml, undefined);
  }

  async readSession(origins: readonly string[] = []): Promise<SessionState> {
    return await this.#guardHere(() => readSession(this.#page, origins));
  }

  async restoreSession(state: SessionState): Promise<void> {
    this.#isAtDocument = false;
    await this.#guardHere(() => restoreSession(this.#page, state));
  }

  async clearSession(): Promise<void> {
    this.#isAtDocument = false;
    await this.#guardHere(() => clearSession(this.#page));
  }

  /** After this the page belongs to somebody else. */
  end(): void {
    this.#ended = true;
    this.#page.release();
  }

  async #input(what: string, operation: (input: Input) => Promise<void>): Promise<void> {
    this.#refuseEarly(what);
    await this.#guardHere(() => operation(this.#page.input));
  }

  async #guardHere<T>(operation: () => Promise<T>): Promise<T> {
    return await this.#guard(this.#page.document.facts.url, operation);
  }

  async #guard<T>(url: string, operation: () => Promise<T>): Promise<T> {
    if (this.#ended) throw new Error("The lease of this tab has ended");
    try {
      return await operation();
    } catch (error) {
      throw toPageError(error, url);
    }
  }

  #refuseEarly(what: string): void {
    if (!this.#isAtDocument) throw new Error(`${what} before goto(): there is no document to read yet`);
  }

  /** The newest document that was refused for its origin. */
  get #refusedOrigin(): Refused | undefined {
    return this.#record.refused.items.findLast(({ reason }) => reason === "origin");
  }

  #refuseHttps(url: string): void {
    if (this.#httpsFault === undefined || URL.parse(url)?.protocol !== "https:") return;
    throw new EnvironmentError("This machine lacks a library that Chromium needs for https pages", {
      code: "LM_BROWSER_UNUSABLE",
      hint: this.#httpsFault,
    });
  }
}

function toRefusal(url: string, refused: Refused, cause: unknown): PageError {
  const { origin } = new URL(refused.url);
  return new PageError(`Cannot open ${url}: it leads to ${origin}, where this target may not go`, {
    code: "LM_PAGE_ASTRAY",
    hint: `If that is right, add ${origin} to the origins it may go to.`,
    leadsTo: refused.url,
    cause,
  });
}
