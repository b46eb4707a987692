import type { Tab } from "../browser/tab.ts";
import type { SessionState } from "../browser/session-state.ts";
import type { Login } from "../site/login.ts";
import type { Account, Logins, Secrets } from "./logins.ts";
import { readScreen, type ScreenReading } from "./read-screen.ts";
import type { ScrapeDesk, ScrapeTarget } from "./scrape.ts";
import { signIn } from "./sign-in.ts";
import type { Verdict } from "./verdict.ts";

/** A run at an app as somebody who has an account there. */
export interface Visit extends Disposable {
  /** Of the account; the browser profile has the same name. */
  key: string;
  account: Account;
  login: Login;
  secrets: Secrets;
  logins: Logins;
  target: ScrapeTarget;
  desk: ScrapeDesk;
  /** Aborts when the visit is over: whoever still waits for a turn then wants none. */
  over: AbortSignal;
}

/** Undefined where nobody is to sign in. Dispose it when its lease has ended. */
export function openVisit(target: ScrapeTarget, desk: ScrapeDesk): Visit | undefined {
  const { secrets, url, site } = target;
  const { logins } = desk;
  if (!site.login || !secrets || !logins) return undefined;

  const key = logins.keyOf(new URL(url).origin, secrets);
  const ended = new AbortController();
  return {
    key,
    account: logins.account(key),
    login: site.login,
    secrets,
    logins,
    target,
    desk,
    over: AbortSignal.any([desk.signal, ended.signal]),
    [Symbol.dispose]: () => ended.abort(),
  };
}

/**
 * Reads a screen with the session that is there. Where the app wants a login, it gets one, once a run: by whoever of
 * several visitors comes first, while the others wait and go on with the same session.
 */
export async function readAsVisitor(tab: Tab, visit: Visit): Promise<ScreenReading> {
  const { account, login, secrets, target, desk } = visit;
  const pass = new Passage(tab, visit);
  await pass.enter();

  let best = await readScreen(tab, target, desk);
  let reading = best;
  while (isWalled(reading) && (await pass.tryNext())) {
    reading = await readScreen(tab, target, desk);
    if (reading.observations.length >= best.observations.length) best = reading;
  }
  if (pass.hasSignedIn && reading.verdict.name === "login-wall")
    return { ...reading, verdict: toIdleLogin(reading.verdict) };
  if (pass.hasSignedIn) await account.endAttempt({ secrets, steps: login.steps }, undefined);
  // A session that rolls on with every answer dies when only its first state is kept.
  if (!isWalled(reading)) await account.writeSession(await tab.readSession());
  return best;
}

/** What passes for success may stand on the login page too; then nobody knows whether the secrets were refused. */
function toIdleLogin(verdict: Verdict): Verdict {
  return {
    ...verdict,
    name: "login-failed",
    sentence: `The login seemed to succeed, but ${verdict.evidence.url} asks for it again. Look at login.success of the selector file: it must name what only a page for somebody signed in has.`,
  };
}

/** At the first page, or at one of those that follow: a session can end between two of them. */
function isWalled({ verdict, findings }: ScreenReading): boolean {
  const broke = findings?.finding.broke;
  return verdict.name === "login-wall" || (broke?.type === "wall" && broke.name === "login-wall");
}

/** The ways past a login wall, the cheapest first; each is taken once. */
class Passage {
  readonly #tab: Tab;
  readonly #visit: Visit;
  /** How often somebody of this process had let the profile in when this visitor last looked. */
  #entries: number;
  /** The saved session that this tab was given last. */
  #restored: SessionState | undefined;
  hasSignedIn = false;

  constructor(tab: Tab, visit: Visit) {
    this.#tab = tab;
    this.#visit = visit;
    this.#entries = visit.account.entries;
  }

  /** A browser that does not know the account yet gets its saved session. */
  async enter(): Promise<void> {
    if (this.#tab.isFirstOfProfile) await this.#inTurn(async () => void (await this.#restore()));
  }

  /** Does what may help next; false: nothing is left to try. */
  async tryNext(): Promise<boolean> {
    if (this.hasSignedIn) return false;
    await this.#inTurn(async () => {
      if (this.#isLetInBySomebody()) return;
      if (await this.#restore()) return;
      await this.#signIn();
    });
    return true;
  }

  /** Another tab of the same profile did it: its cookies are here as well. */
  #isLetInBySomebody(): boolean {
    const { entries } = this.#visit.account;
    const isNew = entries > this.#entries;
    this.#entries = entries;
    return isNew;
  }

  /** What another process or an earlier run has saved; false where that is nothing new. */
  async #restore(): Promise<boolean> {
    const saved = await this.#visit.account.readSession();
    if (saved === undefined || JSON.stringify(saved) === JSON.stringify(this.#restored)) return false;
    await this.#tab.restoreSession(saved);
    this.#restored = saved;
    // Restored once more, the cookies would be gone for a moment in which others read.
    this.#noteEntry();
    return true;
  }

  async #signIn(): Promise<void> {
    const { account, login, secrets, target } = this.#visit;
    this.hasSignedIn = true;
    await signIn({ tab: this.#tab, login, secrets, account, url: target.url, readOnly: target.readOnly ?? false });
    this.#noteEntry();
    await account.writeSession(await this.#tab.readSession());
  }

  #noteEntry(): void {
    const { account } = this.#visit;
    account.entries += 1;
    this.#entries = account.entries;
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const { logins, key, over } = this.#visit;
    await logins.inTurn(key, over, work);
  }
}
