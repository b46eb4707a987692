import type { CDPSession } from "puppeteer";
import { PageError } from "../errors.ts";
import { isReplaced } from "./page-fault.ts";

interface IsolatedWorldOptions {
  session: CDPSession;
  worldName: string;
  frameId: string;
}

/** The world of the main frame's document in which our functions run, out of reach of the page's own scripts. */
export class IsolatedWorld {
  readonly #session: CDPSession;
  readonly #worldName: string;
  readonly #frameId: string;
  /** Of the document at hand. */
  #contextId: Promise<number>;
  #isParsed = false;

  constructor({ session, worldName, frameId }: IsolatedWorldOptions) {
    this.#session = session;
    this.#worldName = worldName;
    this.#frameId = frameId;
    this.#contextId = this.#create();
  }

  /** To be called when the document was replaced: the world of the new one is there before it is asked for. */
  renew(): void {
    this.#isParsed = false;
    this.#contextId = this.#create();
  }

  /** To be called when the document at hand is parsed. */
  confirmParsed(): void {
    this.#isParsed = true;
  }

  /** Calls a function in one round trip; once more when the document was replaced meanwhile. */
  async call(declaration: string, argument: unknown): Promise<unknown> {
    try {
      return await this.#callOnce(declaration, argument);
    } catch (error) {
      if (!isReplaced(error)) throw error;
      this.renew();
    }
    try {
      return await this.#callOnce(declaration, argument);
    } catch (error) {
      if (!isReplaced(error)) throw error;
      throw new PageError("The page replaced itself twice while it was read", {
        code: "LM_PAGE_UNREACHABLE",
        hint: "Wait for something that shows only once the page has come to rest.",
        cause: error,
      });
    }
  }

  async #callOnce(declaration: string, argument: unknown): Promise<unknown> {
    const contextId = await this.#contextId;
    // A document that came by itself may still be arriving, and half of it would read like fewer rows.
    if (!this.#isParsed) await this.#callIn(contextId, String(untilParsed), undefined);
    return await this.#callIn(contextId, declaration, argument);
  }

  #create(): Promise<number> {
    const place = { frameId: this.#frameId, worldName: this.#worldName };
    const created = this.#session.send("Page.createIsolatedWorld", place);
    const contextId = created.then(({ executionContextId }) => executionContextId);
    contextId.catch(() => {}); // The next call reports it.
    return contextId;
  }

  async #callIn(executionContextId: number, functionDeclaration: string, value: unknown): Promise<unknown> {
    const { result, exceptionDetails } = await this.#session.send("Runtime.callFunctionOn", {
      functionDeclaration,
      executionContextId,
      arguments: [{ value }],
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
}

/** Runs in the page. */
function untilParsed(): Promise<void> | undefined {
  if (document.readyState !== "loading") return undefined;
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", () => resolve(), { once: true }));
}
