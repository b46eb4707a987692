import { LiveMetricsError } from "../errors.ts";
import type { Log } from "../log.ts";
import { cacheFolder } from "./cache-folder.ts";
import { profilesFolder, startChromium, type Chromium, type PageRequest } from "./chromium.ts";
import { orAborted } from "./deadline.ts";
import { checkEmulation } from "./emulation.ts";
import { findBrowser, toMissingError, type FoundBrowser } from "./find.ts";
import { watchLease } from "./lease-watch.ts";
import type { BrowserOptions } from "./options.ts";
import { sweepOwnedFolders } from "./owned-folder.ts";
import { StuckPage } from "./page-fault.ts";
import { LeasedTab, type Tab } from "./tab.ts";

export interface OpenBrowserRequest {
  options: BrowserOptions;
  log: Log;
  /** Brings a browser when none is found; without it that is an error. */
  install?: () => Promise<FoundBrowser>;
  /** `cacheFolder()` by default. */
  cache?: string;
}

/** What one lease of a page is to be like. An option that is left out costs nothing. */
export interface LeaseOptions extends PageRequest {
  signal: AbortSignal;
  /** For the work alone: waiting for a browser is not counted. */
  deadlineMs: number;
}

export interface BrowserFacts {
  pid: number | undefined;
  version: string | undefined;
  from: string | undefined;
  launches: number;
  /** Leases given, over all launches. */
  pages: number;
}

/** A browser that is started by its first lease, kept warm, and replaced when it is old, spent or broken. */
export function openBrowser(request: OpenBrowserRequest): WarmBrowser {
  return new WarmBrowser(request);
}

export class WarmBrowser {
  readonly #request: OpenBrowserRequest;
  #found: FoundBrowser | undefined;
  #chromium: Chromium | undefined;
  #starting: Promise<Chromium> | undefined;
  /** The current one, and retired ones that end with their last lease. */
  readonly #running = new Set<Chromium>();
  #launches = 0;
  #pages = 0;
  #closing: Promise<void> | undefined;

  constructor(request: OpenBrowserRequest) {
    this.#request = request;
  }

  get facts(): BrowserFacts {
    const { version, from } = this.#found ?? {};
    return { pid: this.#chromium?.pid, version, from, launches: this.#launches, pages: this.#pages };
  }

  /**
   * Leases a page, runs `work`, and gives the page back clean. When `signal` aborts (throws its reason), the deadline
   * passes (LM_PAGE_TIMEOUT) or the page crashes (LM_PAGE_CRASHED), the work itself is stopped: its page is closed, and
   * when that hangs the browser is killed. `work` is called once more, with another page, when the first one could not
   * leave the document of an earlier lease. Throws for a locale or time zone that nobody knows.
   */
  async withTab<T>(work: (tab: Tab) => Promise<T>, options: LeaseOptions): Promise<T> {
    checkEmulation(options);
    try {
      return await this.#lend(work, options);
    } catch (error) {
      if (!(error instanceof StuckPage)) throw error;
      return await this.#lend(work, options);
    }
  }

  /** Drops cookies and storage of a profile: its next lease starts with nothing. */
  async forgetProfile(name: string): Promise<void> {
    await Promise.all([...this.#running].map((chromium) => chromium.forgetProfile(name)));
  }

  /** Ends the browser and removes its profile, within seconds whatever it does; work still under way is stopped. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #lend<T>(work: (tab: Tab) => Promise<T>, options: LeaseOptions): Promise<T> {
    options.signal.throwIfAborted();
    const chromium = await orAborted(this.#ready(), options.signal);
    const { signal: _signal, deadlineMs: _deadlineMs, ...request } = options;
    const lease = await chromium.lease(request);
    this.#pages += 1;

    const tab = new LeasedTab({ ...lease, httpsFault: this.#found?.httpsFault });
    const stopped = Promise.withResolvers<never>();
    let isSound = true;
    const unwatch = watchLease({ ...options, broken: lease.page.broken }, (reason) => {
      isSound = false;
      stopped.reject(reason);
    });
    try {
      return await Promise.race([stopped.promise, work(tab)]);
    } catch (error) {
      if (isCrash(error)) this.#retire(chromium);
      throw error;
    } finally {
      unwatch();
      tab.end();
      await (isSound ? chromium.giveBack(lease) : chromium.discard(lease));
    }
  }

  async #ready(): Promise<Chromium> {
    if (this.#closing) throw new Error("The browser was closed");
    if (this.#chromium && !this.#isFit(this.#chromium)) this.#retire(this.#chromium);
    if (this.#chromium) return this.#chromium;

    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return await this.#starting;
  }

  #isFit(chromium: Chromium): boolean {
    const { recycleAfterPages, recycleAfter } = this.#request.options;
    return chromium.isAlive && chromium.pages < recycleAfterPages && chromium.ageMs < recycleAfter;
  }

  async #start(): Promise<Chromium> {
    const { options, log, cache = cacheFolder() } = this.#request;
    if (this.#launches === 0) await sweepOwnedFolders(profilesFolder(cache));
    this.#found ??= await this.#find(cache);

    const { headed, sandbox } = options;
    const isRoot = process.getuid?.() === 0;
    if (sandbox && isRoot && this.#launches === 0)
      log.warn("Running as root: Chromium's sandbox is off; use an ordinary user for untrusted pages");
    this.#launches += 1;
    try {
      const chromium = await startChromium({ found: this.#found, sandbox: sandbox && !isRoot, headed, cache });
      log.debug("Chromium started", { pid: chromium.pid, version: this.#found.version, from: this.#found.from });
      this.#chromium = chromium;
      this.#running.add(chromium);
      return chromium;
    } catch (error) {
      this.#found = undefined; // It may have been removed or replaced meanwhile.
      throw error;
    }
  }

  async #find(cache: string): Promise<FoundBrowser> {
    const { options, install } = this.#request;
    const report = await findBrowser({ path: options.path, headed: options.headed, env: process.env, cache });
    if (report.winner) return report.winner;
    if (install) return await install();
    throw toMissingError(report);
  }

  /** The next lease gets another browser; this one ends with its last lease. */
  #retire(chromium: Chromium): void {
    if (this.#chromium === chromium) this.#chromium = undefined;
    void chromium.closeWhenFree().then(() => this.#running.delete(chromium));
  }

  async #close(): Promise<void> {
    await this.#starting?.catch(() => {}); // Its leases have reported it.
    await Promise.all([...this.#running].map((chromium) => chromium.close()));
  }
}

function isCrash(error: unknown): boolean {
  return error instanceof LiveMetricsError && error.code === "LM_PAGE_CRASHED" && !(error instanceof StuckPage);
}
