import { join } from "node:path";
import type { WarmBrowser } from "../../src/browser/browser.ts";
import type { DemoApp } from "../../src/mock/demo-app/server.ts";
import { waitForLock } from "../../src/schedule/lock.ts";
import { Logins } from "../../src/scrape/logins.ts";
import { scrape, type RunResult, type ScrapeTarget } from "../../src/scrape/scrape.ts";
import { site } from "../../src/site/schema.ts";
import { noon } from "../mock/demo-app/visit.ts";

/** A selector file for the table of the demo app; what a test is about is given. */
export const table = {
  path: "users",
  rows: "table.users tbody tr",
  empty: ".no-users",
  ready: { timeout: "1500ms" },
  fields: {
    userId: { attribute: "data-user-id" },
    userName: ".name",
    email: { attribute: "href", of: "a.email", transforms: [{ regex: "^mailto:(.+)$" }] },
    pageViews: { text: ".views", transforms: ["number"] },
    isActive: { text: ".status", transforms: [{ boolean: { true: ["Online"], false: ["Idle", "Offline"] } }] },
    lastActionTime: { attribute: "datetime", of: "time", transforms: ["date"] },
  },
};

/** How one signs in to the demo app. */
export const login = {
  steps: [
    { type: { into: "[name=username]", secret: "username" } },
    { type: { into: "[name=password]", secret: "password" } },
    { click: ".login [type=submit]" },
  ],
  success: ".sign-out",
  failures: {
    wrongPassword: { css: ".login .error", hasText: "Wrong" },
    locked: { css: ".login .error", hasText: "locked" },
    secondFactor: ".login.code",
    passwordChange: ".login.expired",
  },
  timeout: "5s",
};

export const admin = { username: "admin", password: "correct horse" };

/** The saved logins of a folder, as the program opens them. */
export function openLogins(folder: string): Logins {
  return new Logins(join(folder, "logins"), (file, signal) => waitForLock(file, "The login of this account", signal));
}

export type RunOptions = Partial<Omit<ScrapeTarget, "site" | "url">> & {
  /** Without it nobody signs in. */
  logins?: Logins;
};

export interface DemoRun extends RunResult {
  /** As told, with the changing origin replaced by `https://app.example.com`. */
  sentence: string;
  name: string;
  ids: string[];
}

/** Runs one target of the demo app at noon of its standing clock. */
export async function runAt(
  browser: WarmBrowser,
  url: string,
  written: object,
  { logins, ...given }: RunOptions = {},
): Promise<DemoRun> {
  const target = { name: "users", url, site: site.parse({ version: 1, ...written }), timeoutMs: 30_000, block: true };
  const desk = { browser, signal: new AbortController().signal, salt: "salt", now: () => noon };
  const result = await scrape({ ...target, ...given }, logins ? { ...desk, logins } : desk);
  const { name, sentence } = result.verdict;
  const ids = result.observations.map(({ known }) => known.userId);
  return { ...result, name, sentence: sentence.replaceAll(new URL(url).origin, "https://app.example.com"), ids };
}

/** The userIds of an app, in the order of its list. */
export async function idsOf(app: DemoApp, troubles = ""): Promise<string[]> {
  const answer = await fetch(new URL("api/users?size=10000", app.at(troubles)));
  const { users } = (await answer.json()) as { users: { userId: string }[] };
  return users.map(({ userId }) => userId);
}
