import { openFloor } from "./floors/pages.ts";
import { findSameBrowser, readFlags } from "./support/browser.ts";
import { meets, round, type Figure } from "./support/figure.ts";
import { interleave, medianRatio } from "./support/interleave.ts";
import { openOurs } from "./support/ours.ts";
import { startPageServer, type PageServer } from "./support/page-server.ts";
import type { Reader } from "./support/reader.ts";
import { timePages } from "./support/time-pages.ts";

// One browser differs from the next by more than what is measured here, so several are compared.
const browsers = 4;
const rounds = 6;
const pagesInABlock = 30;
const aim = ">=0.95";

/** Pages a second, against a bare Puppeteer loop on the same browser with the same flags. */
export async function measurePages(): Promise<Figure[]> {
  await using server = await startPageServer();
  const blockMs: Record<Name, number[]> = { ours: [], floor: [] };
  for (let session = 0; session < browsers; session += 1) {
    const measured = await measureSession(server);
    blockMs.ours.push(...measured.ours);
    blockMs.floor.push(...measured.floor);
  }
  return [toFigure(blockMs)];
}

type Name = "ours" | "floor";

/** One browser of each side, block by block in turn. */
async function measureSession(server: PageServer): Promise<Record<Name, number[]>> {
  const ours = openOurs({ block: false });
  await timePages(ours, server.pages(1));
  const args = await readFlags(ours.pid()!);
  const floor = await openFloor({ ...(await findSameBrowser()), args, ignoreDefaultArgs: true });
  const block = (reader: Reader) => async () => (await timePages(reader, server.pages(pagesInABlock))).at(-1)!;
  try {
    return await interleave({ ours: block(ours), floor: block(floor) }, rounds);
  } finally {
    await Promise.all([ours.close(), floor.close()]);
  }
}

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
      pages: browsers * rounds * pagesInABlock,
      medianRatio: round(medianRatio(blockMs.floor, blockMs.ours)),
    },
  };
}

function toPace(blockMs: readonly number[]): number {
  const seconds = blockMs.reduce((sum, ms) => sum + ms, 0) / 1_000;
  return (blockMs.length * pagesInABlock) / seconds;
}
