import { once } from "node:events";
import { join } from "node:path";
import type { Browser } from "puppeteer";
import { withDeadline } from "./deadline.ts";
import type { FoundBrowser } from "./find.ts";
import { launch } from "./launch.ts";
import { createOwnedFolder, removeFolder } from "./owned-folder.ts";
import { StuckPage, toPageError } from "./page-fault.ts";
import { killProcessTree } from "./process-tree.ts";
import { Profiles, type Profile } from "./profiles.ts";
import { openWarmPage, type PageOptions, type WarmPage } from "./warm-page.ts";

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
const restAfterMs = 200;

export interface PageRequest extends PageOptions {
  /** Whose cookies and storage the page has; those of all nameless leases without it. */
  profile?: string | undefined;
}

/** A page that is out, and the profile it goes back to. */
export interface PageLease {
  page: WarmPage;
  profile: Profile;
  /** Whether the profile holds nothing of an earlier lease. */
  isFirst: boolean;
}

/** One running Chromium: its pages, its profile, and its end. */
export class Chromium {
  readonly #browser: Browser;
  readonly #profile: string;
  readonly #startedAt = performance.now();
  readonly #profiles: Profiles;
  #pages = 0;
  #leases = 0;
  #freed = Promise.withResolvers<void>();
  #killed = false;
  #closing: Promise<void> | undefined;

  constructor(browser: Browser, profile: string) {
    this.#browser = browser;
    this.#profile = profile;
    this.#profiles = new Profiles(browser);
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
  async lease(request: PageRequest): Promise<PageLease> {
    this.#pages += 1;
    this.#leases += 1;
    try {
      return await withDeadline(this.#take(request), { ms: leaseMs, what: "Opening a page" });
    } catch (error) {
      this.#endLease();
      if (!(error instanceof StuckPage)) this.kill();
      throw toPageError(error, "a page");
    }
  }

  async giveBack(lease: PageLease): Promise<void> {
    const { page, profile } = lease;
    if (page.broken.aborted || profile.isFull) return await this.discard(lease);

    page.restAfter(restAfterMs);
    profile.idle.push(page);
    await this.#profiles.giveBack(profile);
    this.#endLease();
  }

  /** Closes the page, and with it whatever still runs there; when that hangs, kills the browser. */
  async discard({ page, profile }: PageLease): Promise<void> {
    await this.#closePage(page);
    await this.#profiles.giveBack(profile);
    this.#endLease();
  }

  async forgetProfile(name: string): Promise<void> {
    await this.#profiles.forget(name);
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

  async #take({ profile: name, ...options }: PageRequest): Promise<PageLease> {
    const profile = await this.#profiles.take(name);
    const isFirst = profile.given === 1;
    try {
      const page = await takePage(profile);
      await page.prepare(options);
      return { page, profile, isFirst };
    } catch (error) {
      await this.#profiles.giveBack(profile);
      throw error;
    }
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

async function takePage({ idle, source }: Profile): Promise<WarmPage> {
  for (let page = idle.pop(); page !== undefined; page = idle.pop()) if (await page.isFit()) return page;
  return await openWarmPage(source);
}
