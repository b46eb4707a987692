import type { Protocol } from "puppeteer";
import { clearTabStorage, readStorage, writeStorage } from "./session-in-page.ts";
import { originStorage, type OriginStorage, type SessionState } from "./session-state.ts";
import type { WarmPage } from "./warm-page.ts";

/** Of the database records of one origin, as JSON; a login needs a few kilobytes. */
const longestDatabases = 20_000_000;

/**
 * What the page's profile and tab keep: all cookies, and the storage of each origin its main frame was at or that is
 * named. When there is another origin than that of its document, the document is loaded again at the end.
 */
export async function readSession(page: WarmPage, named: readonly string[]): Promise<SessionState> {
  const { url } = page.document.facts;
  const current = URL.parse(url)?.origin;
  const others = [...new Set([...page.document.origins, ...named])].filter((origin) => origin !== current);

  const origins: SessionState["origins"] = [];
  if (current !== undefined && page.document.origins.has(current)) {
    const storage = await page.world.call(String(readStorage), longestDatabases);
    origins.push({ origin: current, ...toStorage(storage) });
  }
  for (const origin of others)
    origins.push({ origin, ...toStorage(await page.callAt(origin, String(readStorage), longestDatabases)) });
  if (others.length > 0 && current !== undefined) await page.goto(url);

  const { cookies } = await page.withBrowser((session, profile) => session.send("Storage.getCookies", profile));
  return { version: 1, cookies: cookies.map(toSavedCookie), origins };
}

/**
 * Puts a session in place of what the page's profile and tab keep, before any script of the app runs: the servers are
 * not asked. Ends at no document.
 */
export async function restoreSession(page: WarmPage, { cookies, origins }: SessionState): Promise<void> {
  await page.withBrowser(async (session, profile) => {
    await session.send("Storage.clearCookies", profile);
    await session.send("Storage.setCookies", { ...profile, cookies: cookies.map(toCookieParam) });
  });
  for (const { origin, ...storage } of origins) await page.callAt(origin, String(writeStorage), storage);
  await page.leave();
}

/** Logs out for this browser: all cookies of the profile, and the storage of each origin the main frame was at. */
export async function clearSession(page: WarmPage): Promise<void> {
  const origins = [...page.document.origins];
  await page.withBrowser((session, profile) => session.send("Storage.clearCookies", profile));
  for (const origin of origins) {
    await page.callAt(origin, String(clearTabStorage), undefined);
    await page.session.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
  }
  await page.leave();
}

function toStorage(json: unknown): OriginStorage {
  return originStorage.parse(JSON.parse(String(json)));
}

function toSavedCookie(cookie: Protocol.Network.Cookie): SessionState["cookies"][number] {
  const { name, value, domain, path, expires, httpOnly, secure, session } = cookie;
  const { sameSite, priority, sourceScheme, sourcePort, partitionKey } = cookie;
  const always = { name, value, domain, path, httpOnly, secure, priority, sourceScheme, sourcePort };
  return {
    ...always,
    ...(!session && { expires }),
    ...(sameSite && { sameSite }),
    ...(partitionKey && { partitionKey }),
  };
}

function toCookieParam(cookie: SessionState["cookies"][number]): Protocol.Network.CookieParam {
  return cookie as Protocol.Network.CookieParam; // Parsed, where an absent field is absent and never undefined.
}
