import type { Frame, HTTPResponse, Page } from "puppeteer";

/** The document of the main frame: its address as it is now, and how its server answered. */
export interface PageDocument {
  url: string;
  /** Undefined for a document that no server sent. */
  status: number | undefined;
  /** The header of that name. */
  retryAfter: string | undefined;
}

/** Follows the documents of a page's main frame, whoever leads it there. */
export class MainDocument {
  /** Origins of the web that it has been at, until somebody clears them. */
  readonly origins = new Set<string>();
  readonly #page: Page;
  #answer: HTTPResponse | undefined;

  constructor(page: Page) {
    this.#page = page;
    page.on("response", this.#onResponse);
    page.on("framenavigated", this.#onNavigated);
  }

  get facts(): PageDocument {
    const status = this.#answer?.status();
    return { url: this.#page.url(), status, retryAfter: this.#answer?.headers()["retry-after"] };
  }

  readonly #onResponse = (response: HTTPResponse): void => {
    const request = response.request();
    if (!request.isNavigationRequest() || request.frame() !== this.#page.mainFrame()) return;
    if (bringsDocument(response)) this.#answer = response;
  };

  readonly #onNavigated = (frame: Frame): void => {
    if (frame !== this.#page.mainFrame()) return;
    const { protocol, origin } = new URL(frame.url());
    if (/^https?:$/.test(protocol)) this.origins.add(origin);
    else this.#answer = undefined;
  };
}

/** Whether it is neither a redirect nor an answer that leaves the page where it is. */
function bringsDocument(response: HTTPResponse): boolean {
  if (/^\s*attachment/i.test(response.headers()["content-disposition"] ?? "")) return false;
  return ![204, 205, 301, 302, 303, 307, 308].includes(response.status());
}
