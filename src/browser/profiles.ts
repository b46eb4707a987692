import type { Browser, BrowserContext } from "puppeteer";
import type { WarmPage } from "./warm-page.ts";

/** Enough for the logins of one config; each holds a process and its memory. */
const maxIdleProfiles = 8;

/** Enough for the targets that run at a time. */
const maxIdlePages = 2;
/** A login is seldom used by two targets at a time. */
const maxIdlePagesOfNamed = 1;

/** Pages that share cookies and storage with one another and with nobody else. */
export class Profile {
  readonly name: string | undefined;
  readonly source: Browser | BrowserContext;
  readonly idle: WarmPage[] = [];
  /** Leases given so far. */
  given = 0;
  /** Leases that are out. */
  out = 0;
  isForgotten = false;

  /** Whether it has as many idle pages as serve it; more would only hold memory. */
  get isFull(): boolean {
    return this.idle.length >= (this.name === undefined ? maxIdlePages : maxIdlePagesOfNamed);
  }

  constructor(name: string | undefined, source: Browser | BrowserContext) {
    this.name = name;
    this.source = source;
  }
}

/** The profiles of one Chromium: the nameless one that is always there, and those asked for by name. */
export class Profiles {
  readonly #browser: Browser;
  readonly #nameless: Profile;
  /** The least recently used first. */
  readonly #named = new Map<string, Promise<Profile>>();

  constructor(browser: Browser) {
    this.#browser = browser;
    this.#nameless = new Profile(undefined, browser);
  }

  /** Of that name, else a new one; to be given back when the lease has ended. */
  async take(name: string | undefined): Promise<Profile> {
    const profile = name === undefined ? this.#nameless : await this.#find(name);
    profile.out += 1;
    profile.given += 1;
    return profile;
  }

  async giveBack(profile: Profile): Promise<void> {
    profile.out -= 1;
    if (profile.isForgotten && profile.out === 0) await close(profile);
    await this.#trim();
  }

  /** The next lease of that name finds nothing of the earlier ones; leases that are out keep what they have. */
  async forget(name: string): Promise<void> {
    const opening = this.#named.get(name);
    if (!opening) return;
    this.#named.delete(name);
    const profile = await opening;
    profile.isForgotten = true;
    if (profile.out === 0) await close(profile);
  }

  async #find(name: string): Promise<Profile> {
    const opening = this.#named.get(name) ?? this.#open(name);
    this.#named.delete(name);
    this.#named.set(name, opening);
    try {
      return await opening;
    } catch (error) {
      if (this.#named.get(name) === opening) this.#named.delete(name);
      throw error;
    }
  }

  async #open(name: string): Promise<Profile> {
    return new Profile(name, await this.#browser.createBrowserContext({ downloadBehavior: { policy: "deny" } }));
  }

  async #trim(): Promise<void> {
    if (this.#named.size <= maxIdleProfiles) return;
    const profiles = await Promise.all(this.#named.values()).catch(() => []); // One could not be opened: told its lease.
    const idle = profiles.filter(({ out }) => out === 0);
    for (const { name } of idle.slice(0, Math.max(0, idle.length - maxIdleProfiles))) await this.forget(name!);
  }
}

async function close({ source }: Profile): Promise<void> {
  await source.close().catch(() => {}); // Its browser is gone, and it with it.
}
