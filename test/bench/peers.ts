import type { LaunchOptions } from "puppeteer";
import { findSameBrowser } from "./support/browser.ts";
import { meets, round, type Aim, type Figure } from "./support/figure.ts";
import { interleave, medianRatio } from "./support/interleave.ts";
import { median } from "./support/median.ts";
import { openOurs } from "./support/ours.ts";
import { startPageServer } from "./support/page-server.ts";
import type { Reader } from "./support/reader.ts";
import { timePages } from "./support/time-pages.ts";

const rounds = 5;
const pagesInABlock = 60;
/** Pages that come while a reader gets going: what it needs to start is not its pace. */
const runUp = 6;

type Results = Record<"ours" | "blocking" | "crawlee" | "cluster", number[]>;

/** Pages a second, against what a user would take otherwise, on the same browser. */
export async function measurePeers(): Promise<Figure[]> {
  await using server = await startPageServer();
  const options = { ...(await findSameBrowser()), args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] };
  const readers = {
    ours: openOurs({ block: false }),
    blocking: openOurs({ block: true }),
    crawlee: await openPeer("crawlee", options),
    cluster: await openPeer("puppeteer-cluster", options),
  };
  try {
    const measures = Object.entries(readers).map(([name, reader]) => [
      name,
      () => pace(reader, server.pages(pagesInABlock)),
    ]);
    const results = (await interleave(Object.fromEntries(measures), rounds)) as Results;
    return [toFigure("crawlee", ">=1.7", results), toFigure("cluster", ">=1.4", results)];
  } finally {
    await Promise.all(Object.values(readers).map((reader) => reader.close()));
  }
}

/** Pages a second, from the moment a reader is under way to its last page. */
async function pace(reader: Reader, urls: string[]): Promise<number> {
  const times = await timePages(reader, urls);
  return ((times.length - runUp) / (times.at(-1)! - times[runUp - 1]!)) * 1_000;
}

/** The path is put together here because the peers' types are those of a package that only the benchmark installs. */
async function openPeer(name: string, options: LaunchOptions): Promise<Reader> {
  const peer = (await import(`./peers/${name}.ts`)) as { openPeer(options: LaunchOptions): Reader | Promise<Reader> };
  return await peer.openPeer(options);
}

function toFigure(peer: "crawlee" | "cluster", aim: Aim, results: Results): Figure {
  const ratio = round(medianRatio(results.ours, results[peer]));
  return {
    figure: `pages-against-${peer}`,
    unit: "pages/s",
    ours: round(median(results.ours)),
    floor: round(median(results[peer])),
    ratio,
    aim,
    ok: meets(ratio, aim),
    details: {
      rounds,
      withBlocking: {
        ours: round(median(results.blocking)),
        ratio: round(medianRatio(results.blocking, results[peer])),
      },
    },
  };
}
