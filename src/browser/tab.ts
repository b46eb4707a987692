import { EnvironmentError } from "../errors.ts";
import { toPageError } from "./page-fault.ts";
import type { WarmPage } from "./warm-page.ts";

/** A page of the browser, for as long as it is leased. */
export interface Tab {
  /** Opens an address and waits until its document is parsed. Throws PageError LM_PAGE_UNREACHABLE with the reason. */
  goto(url: string): Promise<{ status: number | undefined; url: string }>;
  /**
   * Calls a function inside the page, in a world of its own that the page's scripts cannot reach, in one round trip.
   * The function uses nothing from outside itself; argument and result are JSON. When the document was replaced
   * meanwhile, it is called once more, on the new one.
   */
  evaluate<Argument, Result>(fn: (argument: Argument) => Result | Promise<Result>, argument: Argument): Promise<Result>;
}

export class LeasedTab implements Tab {
  readonly #page: WarmPage;
  readonly #httpsFault: string | undefined;
  /** What an earlier lease left on the page is not to be seen. */
  #url: string | undefined;
  #ended = false;

  constructor(page: WarmPage, httpsFault: string | undefined) {
    this.#page = page;
    this.#httpsFault = httpsFault;
  }

  async goto(url: string): Promise<{ status: number | undefined; url: string }> {
    this.#refuseHttps(url);
    const answer = await this.#guard(url, () => this.#page.goto(url));
    this.#url = answer.url;
    return answer;
  }

  async evaluate<Argument, Result>(
    fn: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result> {
    if (this.#url === undefined) throw new Error("evaluate() before goto(): there is no document to read yet");
    return (await this.#guard(this.#url, () => this.#page.world.call(String(fn), argument))) as Result;
  }

  /** After this the page belongs to somebody else. */
  end(): void {
    this.#ended = true;
  }

  async #guard<T>(url: string, operation: () => Promise<T>): Promise<T> {
    if (this.#ended) throw new Error("The lease of this tab has ended");
    try {
      return await operation();
    } catch (error) {
      throw toPageError(error, url);
    }
  }

  #refuseHttps(url: string): void {
    if (this.#httpsFault === undefined || URL.parse(url)?.protocol !== "https:") return;
    throw new EnvironmentError("This machine lacks a library that Chromium needs for https pages", {
      code: "LM_BROWSER_UNUSABLE",
      hint: this.#httpsFault,
    });
  }
}
