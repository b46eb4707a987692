import type { Tab } from "../../browser/tab.ts";
import { policiesOf } from "../privacy.ts";
import type { ScreenReading } from "../read-screen.ts";
import type { ScrapeTarget } from "../scrape.ts";
import { LoginError } from "../sign-in.ts";
import { isGood } from "../verdict.ts";
import { takePage, type PageEvidence } from "./take.ts";

/** Sees what a page was like when its run ended badly: afterwards the page is somebody else's. */
export class Witness {
  readonly #target: ScrapeTarget;
  readonly #isMasked: boolean;
  console: readonly string[] = [];
  page: PageEvidence | undefined;
  /** The run is over, though its page is still to be saved. */
  reading: ScreenReading | undefined;

  constructor(target: ScrapeTarget) {
    this.#target = target;
    this.#isMasked = Object.keys(policiesOf(target.site)).length > 0;
  }

  /** A console says whatever it likes of people; where some of it is not to be kept, none of it is. */
  get wantsConsole(): boolean {
    return !this.#isMasked;
  }

  async watch(tab: Tab, read: (tab: Tab) => Promise<ScreenReading>): Promise<ScreenReading> {
    this.console = tab.console;
    try {
      const reading = await read(tab);
      if (!isGood(reading.verdict)) await this.#take(tab, reading);
      return reading;
    } catch (error) {
      if (error instanceof LoginError) await this.#take(tab, undefined);
      throw error;
    }
  }

  async #take(tab: Tab, reading: ScreenReading | undefined): Promise<void> {
    this.reading = reading;
    const { site, secrets } = this.#target;
    // A login page may show what was typed into it.
    const isAtLogin = secrets !== undefined && (reading === undefined || reading.verdict.name === "login-wall");
    this.page = await takePage(tab, {
      site,
      last: reading?.findings?.readings.at(-1),
      isWalled: reading?.findings?.finding.broke?.type === "wall",
      withImage: !isAtLogin && !this.#isMasked,
    });
  }
}
