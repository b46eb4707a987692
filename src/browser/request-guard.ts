import type { CDPSession, Protocol } from "puppeteer";
import { blockedPatterns, isBlocked } from "./blocking.ts";
import { watchChildSessions } from "./child-sessions.ts";
import { matchesAny } from "./url-pattern.ts";

export interface GuardOptions {
  /** Where the tab may go; it stays where it is when it is led to any other origin. */
  origins: readonly string[];
  /**
   * Whether the page may only read: other methods than GET, HEAD and OPTIONS are refused, of its frames, workers and
   * windows too. What it sends over a WebSocket is not looked at.
   */
  readOnly: boolean;
  /** URL patterns that may be posted to all the same. */
  allowPosts: readonly string[];
}

export interface Refused {
  url: string;
  method: string;
  /** As CDP names it: Document, XHR, Fetch, Ping, Image… */
  resourceType: string;
  /** Another origin, a writing method, or a resource that blocking leaves out. */
  reason: "origin" | "method" | "resource";
}

interface Rules {
  block: boolean;
  guard: GuardOptions | undefined;
}

const readingMethods = new Set(["GET", "HEAD", "OPTIONS"]);
const documentPatterns: readonly Protocol.Fetch.RequestPattern[] = [{ resourceType: "Document" }];
/** What can have another method than GET. Scripts, styles and the like never leave Chromium's own path. */
const writingPatterns: readonly Protocol.Fetch.RequestPattern[] = (
  ["Document", "XHR", "Fetch", "Ping", "CSPViolationReport", "Other"] as const
).map((resourceType) => ({ resourceType }));

interface RequestGuardOptions {
  session: CDPSession;
  frameId: string;
  openBrowserSession: () => Promise<CDPSession>;
  onRefused: (refused: Refused) => void;
}

/** Refuses what a page may not ask for. Only what may be refused is paused: the rest never leaves Chromium's own path. */
export class RequestGuard {
  readonly #session: CDPSession;
  readonly #frameId: string;
  readonly #openBrowserSession: () => Promise<CDPSession>;
  readonly #onRefused: (refused: Refused) => void;
  #rules: Rules = { block: false, guard: undefined };
  /** An address that is answered with an empty document. */
  #empty: string | undefined;
  #patterns: readonly Protocol.Fetch.RequestPattern[] = [];
  #unwatch: (() => Promise<void>) | undefined;

  constructor({ session, frameId, openBrowserSession, onRefused }: RequestGuardOptions) {
    this.#session = session;
    this.#frameId = frameId;
    this.#openBrowserSession = openBrowserSession;
    this.#onRefused = onRefused;
    this.#listenTo(session);
  }

  async set(rules: Rules): Promise<void> {
    this.#rules = rules;
    await this.#apply();
  }

  async setReadOnly(readOnly: boolean): Promise<void> {
    const { block, guard } = this.#rules;
    if (!guard) throw new Error("setReadOnly() in a lease without a guard");
    await this.set({ block, guard: { ...guard, readOnly } });
  }

  /** While `work` runs, the address is an empty document, and its server is not asked. */
  async withEmptyDocument<T>(url: string, work: () => Promise<T>): Promise<T> {
    this.#empty = url;
    await this.#apply();
    try {
      return await work();
    } finally {
      this.#empty = undefined;
      await this.#apply();
    }
  }

  async #apply(): Promise<void> {
    const patterns = toPatterns(this.#rules, this.#empty !== undefined);
    if (JSON.stringify(patterns) === JSON.stringify(this.#patterns)) return;

    this.#patterns = patterns;
    await (patterns.length > 0 ? this.#pause(this.#session) : this.#session.send("Fetch.disable"));
    await this.#watchChildren(this.#rules.guard?.readOnly === true);
  }

  /** Frames of other sites, workers and windows ask on sessions of their own. */
  async #watchChildren(isWanted: boolean): Promise<void> {
    if (isWanted === (this.#unwatch !== undefined)) return;
    if (!isWanted) {
      await this.#unwatch!();
      this.#unwatch = undefined;
      return;
    }
    this.#unwatch = await watchChildSessions({
      session: this.#session,
      openBrowserSession: this.#openBrowserSession,
      prepare: async (child) => {
        this.#listenTo(child);
        await this.#pause(child);
      },
    });
  }

  async #pause(session: CDPSession): Promise<void> {
    await session.send("Fetch.enable", { patterns: [...this.#patterns] });
  }

  #listenTo(session: CDPSession): void {
    session.on("Fetch.requestPaused", (event) => {
      this.#answer(session, event).catch(() => {}); // The page went on or was closed: nobody waits for this answer.
    });
  }

  async #answer(session: CDPSession, event: Protocol.Fetch.RequestPausedEvent): Promise<void> {
    const { requestId, request, resourceType } = event;
    if (resourceType === "Document" && request.url === this.#empty) return await fulfillEmpty(session, requestId);

    const reason = this.#judge(event);
    if (reason === undefined) return await session.send("Fetch.continueRequest", { requestId });

    this.#onRefused({ url: request.url, method: request.method, resourceType, reason });
    // An aborted way to a document leaves the one at hand; a blocked one would end at an error page.
    const errorReason = resourceType === "Document" ? "Aborted" : "BlockedByClient";
    await session.send("Fetch.failRequest", { requestId, errorReason });
  }

  #judge({ request, resourceType, frameId }: Protocol.Fetch.RequestPausedEvent): Refused["reason"] | undefined {
    const { block, guard } = this.#rules;
    const { url, method } = request;
    if (block && isBlocked(url, resourceType)) return "resource";
    if (!guard) return undefined;

    const isOwnDocument = resourceType === "Document" && frameId === this.#frameId;
    if (isOwnDocument && !isWithin(guard.origins, url)) return "origin";
    if (!guard.readOnly || readingMethods.has(method)) return undefined;
    return matchesAny(guard.allowPosts, url) ? undefined : "method";
  }
}

function toPatterns({ block, guard }: Rules, withDocuments: boolean): readonly Protocol.Fetch.RequestPattern[] {
  const blocked = block ? blockedPatterns : [];
  if (guard?.readOnly) return [...blocked, ...writingPatterns];
  return guard || withDocuments ? [...blocked, ...documentPatterns] : blocked;
}

function isWithin(origins: readonly string[], url: string): boolean {
  const address = URL.parse(url);
  return address !== null && (["about:", "data:"].includes(address.protocol) || origins.includes(address.origin));
}

async function fulfillEmpty(session: CDPSession, requestId: string): Promise<void> {
  await session.send("Fetch.fulfillRequest", {
    requestId,
    responseCode: 200,
    responseHeaders: [
      { name: "content-type", value: "text/html" },
      { name: "cache-control", value: "no-store" },
    ],
    body: Buffer.from("<!doctype html>").toString("base64"),
  });
}
