import type { CDPSession } from "puppeteer";

export interface EmulationOptions {
  /** A BCP 47 tag, for formats, `navigator.language` and Accept-Language; en-US without it. */
  locale?: string | undefined;
  /** An IANA name; UTC without it. */
  timeZone?: string | undefined;
}

/** What `launch` gives every page; nothing is sent for it. */
const defaults = { locale: "en-US", timeZone: "UTC" };

/** The language and the time zone in which a page believes itself to be; frames of other sites are left out. */
export class Emulation {
  readonly #session: CDPSession;
  #locale = defaults.locale;
  #timeZone = defaults.timeZone;

  constructor(session: CDPSession) {
    this.#session = session;
  }

  async set({ locale = defaults.locale, timeZone = defaults.timeZone }: EmulationOptions): Promise<void> {
    if (locale !== this.#locale) await this.#setLocale(locale);
    if (timeZone !== this.#timeZone) await this.#setTimeZone(timeZone);
  }

  async #setLocale(locale: string): Promise<void> {
    const isDefault = locale === defaults.locale;
    await this.#session.send("Emulation.setLocaleOverride", isDefault ? {} : { locale });
    // An empty user agent keeps Chromium's own, with its client hints.
    const acceptLanguage = isDefault ? "" : locale;
    await this.#session.send("Emulation.setUserAgentOverride", { userAgent: "", acceptLanguage });
    this.#locale = locale;
  }

  async #setTimeZone(timeZone: string): Promise<void> {
    const timezoneId = timeZone === defaults.timeZone ? "" : timeZone;
    await this.#session.send("Emulation.setTimezoneOverride", { timezoneId });
    this.#timeZone = timeZone;
  }
}

/** Throws for what no browser knows, before one is asked. */
export function checkEmulation({ locale, timeZone }: EmulationOptions): void {
  if (locale === undefined && timeZone === undefined) return;
  try {
    Intl.DateTimeFormat(locale, { timeZone });
  } catch (cause) {
    throw new Error(`No page can be shown in ${[locale, timeZone].filter(Boolean).join(", ")}`, { cause });
  }
}
