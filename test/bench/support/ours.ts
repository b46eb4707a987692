import { browserOptions, openBrowser, scrape, silentLog, site } from "./built.ts";
import { concurrency, type Reader } from "./reader.ts";
import type { User } from "./users.ts";

const usersSite = site.parse({
  version: 1,
  rows: "tr.user-row",
  fields: {
    userId: { attribute: "data-user-id" },
    userName: ".name",
    company: ".company",
    pageViews: { text: ".views", transforms: ["number"] },
    clickCount: { text: ".clicks", transforms: ["number"] },
    lastAction: ".last-action",
  },
});

export interface Ours extends Reader {
  /** Of the browser, once a page was read. */
  pid(): number | undefined;
}

/** Our own way, as a run of a target goes: lease, navigate, capture, extract, judge. */
export function openOurs(options: { block: boolean; recycleAfterPages?: number }): Ours {
  const browser = openBrowser({ options: browserOptions.parse(options), log: silentLog });
  const { signal } = new AbortController();

  async function readOne(url: string): Promise<User[]> {
    const target = { name: "users", url, site: usersSite, timeoutMs: 30_000, block: options.block };
    const { verdict, observations } = await scrape(target, { browser, signal });
    if (verdict.name !== "rows") throw new Error(verdict.sentence);
    return observations.map(({ known }) => known as User);
  }

  async function work(queue: string[], onPage: (users: User[]) => void): Promise<void> {
    for (let url = queue.shift(); url !== undefined; url = queue.shift()) onPage(await readOne(url));
  }

  return {
    async read(urls, onPage) {
      const queue = [...urls];
      await Promise.all(Array.from({ length: concurrency }, () => work(queue, onPage)));
    },
    close: () => browser.close(),
    pid: () => browser.facts.pid,
  };
}
