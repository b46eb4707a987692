import { launch, type LaunchOptions, type Page } from "puppeteer";

/** The plainest program that reads pages: two that stay open, one evaluation for each address. */
export async function openFloor(options: LaunchOptions) {
  const browser = await launch({ ...options, pipe: true, defaultViewport: null });
  const pages = [await browser.newPage(), await browser.newPage()];

  async function work(page: Page, queue: string[], onPage: (users: ReturnType<typeof readUsers>) => void) {
    for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
      await page.goto(url, { waitUntil: "domcontentloaded" });
      onPage(await page.evaluate(readUsers));
    }
  }

  return {
    async read(urls: string[], onPage: (users: ReturnType<typeof readUsers>) => void) {
      const queue = [...urls];
      await Promise.all(pages.map((page) => work(page, queue, onPage)));
    },
    close: () => browser.close(),
  };
}

/** Runs in the page. */
export function readUsers() {
  return Array.from(document.querySelectorAll("tr.user-row"), (row) => ({
    userId: row.getAttribute("data-user-id")!,
    userName: row.querySelector(".name")!.textContent,
    company: row.querySelector(".company")!.textContent,
    pageViews: Number(row.querySelector(".views")!.textContent.replaceAll(",", "")),
    clickCount: Number(row.querySelector(".clicks")!.textContent.replaceAll(",", "")),
    lastAction: row.querySelector(".last-action")!.textContent,
  }));
}
