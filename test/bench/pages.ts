import { openFloor } from "./floors/pages.ts";
import { findSameBrowser, readFlags } from "./support/browser.ts";
import { meets, round, type Figure } from "./support/figure.ts";
import { interleave, medianRatio } from "./support/interleave.ts";
import { openOurs } from "./support/ours.ts";
import { startPageServer, type PageServer } from "./support/page-server.ts";
import type { Reader } from "./support/reader.ts";
import { timePages } from "./support/time-pages.ts";

// Short blocks: on a busy machine only close neighbours in time saw the same load.
const rounds = 50;
const pagesInABlock = 10;
const aim = ">=0.95";

/** Pages a second, against a bare Puppeteer loop on the same browser with the same flags. */
export async function measurePages(): Promise<Figure[]> {
  await using server = await startPageServer();
  const ours = openOurs({ block: false });
  const unrecycled = openOurs({ block: false, recycleAfterPages: Number.MAX_SAFE_INTEGER });
  await timePages(ours, server.pages(1));
  const args = await readFlags(ours.pid()!);
  const floor = await openFloor({ ...(await findSameBrowser()), args, ignoreDefaultArgs: true });
  try {
    return [toFigure(await interleave(toMeasures({ ours, unrecycled, floor }, server), rounds))];
  } finally {
    await Promise.all([ours.close(), unrecycled.close(), floor.close()]);
  }
}

type Name = "ours" | "unrecycled" | "floor";

function toMeasures(readers: Record<Name, Reader>, server: PageServer): Record<Name, () => Promise<number>> {
  const block = (reader: Reader) => async () => (await timePages(reader, server.pages(pagesInABlock))).at(-1)!;
  return { ours: block(readers.ours), unrecycled: block(readers.unrecycled), floor: block(readers.floor) };
}

/** Our pace and ratio are of the whole time, in which the browser was replaced as often as it would be anywhere. */
function toFigure(blockMs: Record<Name, number[]>): Figure {
  const ratio = round(toPace(blockMs.ours) / toPace(blockMs.floor));
  return {
    figure: "pages-per-second",
    unit: "pages/s",
    ours: round(toPace(blockMs.ours)),
    floor: round(toPace(blockMs.floor)),
    ratio,
    aim,
    ok: meets(ratio, aim),
    details: {
      pages: rounds * pagesInABlock,
      medianRatio: round(medianRatio(blockMs.floor, blockMs.ours)),
      ratioWithoutRecycling: round(toPace(blockMs.unrecycled) / toPace(blockMs.floor)),
    },
  };
}

function toPace(blockMs: readonly number[]): number {
  const seconds = blockMs.reduce((sum, ms) => sum + ms, 0) / 1_000;
  return (blockMs.length * pagesInABlock) / seconds;
}
