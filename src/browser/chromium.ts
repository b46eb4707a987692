import { once } from "node:events";
import { join } from "node:path";
import type { Browser } from "puppeteer";
import { withDeadline } from "./deadline.ts";
import type { FoundBrowser } from "./find.ts";
import { launch } from "./launch.ts";
import { createOwnedFolder, removeFolder } from "./owned-folder.ts";
import { toPageError } from "./page-fault.ts";
import { killProcessTree } from "./process-tree.ts";
import { openWarmPage, type WarmPage } from "./warm-page.ts";

interface StartRequest {
  found: FoundBrowser;
  sandbox: boolean;
  headed: boolean;
  cache: string;
}

/** Starts one Chromium on a profile of its own. */
export async function startChromium({ found, sandbox, headed, cache }: StartRequest): Promise<Chromium> {
  const profile = await createOwnedFolder(profilesFolder(cache));
  try {
    return new Chromium(await launch({ found, sandbox, headed, profile }), profile);
  } catch (error) {
    await removeFolder(profile);
    throw error;
  }
}

export function profilesFolder(cache: string): string {
  return join(cache, "profiles");
}

const leaseMs = 15_000;
const closePageMs = 3_000;
const closeBrowserMs = 5_000;
const exitMs = 5_000;
/** Enough for the targets that run at a time; more pages would only hold memory. */
const maxIdlePages = 2;
const restAfterMs = 200;

/** One running Chromium: its pages, its profile, and its end. */
export class Chromium {
  readonly #browser: Browser;
  readonly #profile: string;
  readonly #startedAt = performance.now();
  readonly #idle: WarmPage[] = [];
  #pages = 0;
  #leases = 0;
  #freed = Promise.withResolvers<void>();
  #killed = false;
  #closing: Promise<void> | undefined;

  constructor(browser: Browser, profile: string) {
    this.#browser = browser;
    this.#profile = profile;
  }

  get pid(): number | undefined {
    return this.#browser.process()?.pid;
  }

  /** How many leases of a page it has given. */
  get pages(): number {
    return this.#pages;
  }

  get ageMs(): number {
    return performance.now() - this.#startedAt;
  }

  get isAlive(): boolean {
    return this.#browser.connected && !this.#killed && this.#closing === undefined;
  }

  /** An idle page, else a new one. A browser that cannot give one in time is killed. */
  async lease(block: boolean): Promise<WarmPage> {
    this.#pages += 1;
    this.#leases += 1;
    try {
      return await withDeadline(this.#takePage(block), { ms: leaseMs, what: "Opening a page" });
    } catch (error) {
      this.#endLease();
      this.kill();
      throw toPageError(error, "a page");
    }
  }

  async giveBack(page: WarmPage): Promise<void> {
    if (page.broken.aborted || this.#idle.length >= maxIdlePages) return await this.discard(page);

    page.restAfter(restAfterMs);
    this.#idle.push(page);
    this.#endLease();
  }

  /** Closes the page, and with it whatever still runs there; when that hangs, kills the browser. */
  async discard(page: WarmPage): Promise<void> {
    await this.#closePage(page);
    this.#endLease();
  }

  /** Closes when the last lease has ended. Never throws. */
  async closeWhenFree(): Promise<void> {
    if (this.#leases > 0) await this.#freed.promise;
    await this.close();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  kill(): void {
    this.#killed = true;
    if (this.pid !== undefined) killProcessTree(this.pid);
  }

  async #takePage(block: boolean): Promise<WarmPage> {
    for (let page = this.#idle.pop(); page !== undefined; page = this.#idle.pop())
      if (await page.isFit()) {
        await page.setBlocking(block);
        return page;
      }
    return await openWarmPage(this.#browser, block);
  }

  async #closePage(page: WarmPage): Promise<void> {
    const closed = withDeadline(page.close(), { ms: closePageMs, what: "Closing a page" });
    // A crashed page may never answer; nothing runs in it, and its browser is on its way out.
    if (page.broken.aborted) return void closed.catch(() => {});
    try {
      await closed;
    } catch {
      this.kill(); // It hangs, and what was to be stopped still runs.
    }
  }

  #endLease(): void {
    this.#leases -= 1;
    if (this.#leases > 0) return;
    this.#freed.resolve();
    this.#freed = Promise.withResolvers<void>();
  }

  async #close(): Promise<void> {
    const child = this.#browser.process();
    const exited = child && child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    try {
      await withDeadline(this.#browser.close(), { ms: closeBrowserMs, what: "Closing the browser" });
    } catch {
      // Killed below, whether it hung or was gone.
    }
    this.kill();
    if (exited) await withDeadline(exited, { ms: exitMs, what: "The end of the browser" }).catch(() => {}); // Swept later.
    await removeFolder(this.#profile).catch(() => {}); // Somebody still writes there: the next start sweeps it.
  }
}
