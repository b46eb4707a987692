import { launch } from "puppeteer";
import { readByHand } from "./floors/capture.ts";
import { findSameBrowser, readFlags } from "./support/browser.ts";
import { browserOptions, capturePage, openBrowser, silentLog, site, toCapturePlan } from "./support/built.ts";
import { meets, round, type Figure } from "./support/figure.ts";
import { interleave, medianRatio } from "./support/interleave.ts";
import { median } from "./support/median.ts";
import { startPageServer } from "./support/page-server.ts";
import { wideRows, wideSite } from "./support/wide-page.ts";

const rounds = 60;
const aim = "<=1.5";

/** All fields of all rows of one page, against a `page.evaluate` written by hand for that page. */
export async function measureCapture(): Promise<Figure[]> {
  await using server = await startPageServer();
  const address = server.widePage;
  const browser = openBrowser({ options: browserOptions.parse({}), log: silentLog });
  const plan = toCapturePlan(site.parse(wideSite));
  try {
    return await browser.withTab(
      async (tab) => {
        await tab.goto(address);
        const args = await readFlags(browser.facts.pid!);
        const floor = await launch({ ...(await findSameBrowser()), args, ignoreDefaultArgs: true, pipe: true });
        try {
          const page = await floor.newPage();
          await page.goto(address);
          expectSame(await page.evaluate(readByHand), (await capturePage(tab, plan)).rows);
          const times = await interleave(
            { ours: () => time(() => capturePage(tab, plan)), floor: () => time(() => page.evaluate(readByHand)) },
            rounds,
          );
          return [toFigure(times)];
        } finally {
          await floor.close();
        }
      },
      { signal: new AbortController().signal, deadlineMs: 120_000, block: false },
    );
  } finally {
    await browser.close();
  }
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Both must do the same work. */
function expectSame(byHand: unknown, ours: unknown): void {
  if (JSON.stringify(byHand) !== JSON.stringify(ours)) throw new Error("The two captures differ");
}

function toFigure(times: Record<"ours" | "floor", number[]>): Figure {
  const ratio = round(medianRatio(times.ours, times.floor));
  return {
    figure: "capture",
    unit: "ms",
    ours: round(median(times.ours)),
    floor: round(median(times.floor)),
    ratio,
    aim,
    ok: meets(ratio, aim),
    details: { rows: wideRows, fields: Object.keys(wideSite.fields).length, rounds },
  };
}
