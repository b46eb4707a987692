import { resolve } from "node:path";
import type { Page } from "puppeteer";
import { openChromium, type TestBrowser } from "../support/chromium.ts";
import { FrameServer } from "../support/frame-server.ts";
import { makeState, makeUser } from "../support/live-users.ts";
import { meets, round, type Aim, type Figure } from "./support/figure.ts";
import { median } from "./support/median.ts";

const folder = resolve(import.meta.dirname, "../../dist/page");
const crowdSize = 100_000;
const frameSize = 500;
const updatesASecond = 1_000;
/** How long the page is watched as it stands, and then while it is scrolled all the time. */
interface Watch {
  standing: number;
  scrolled: number;
}

/** By the end of the first nearly all have changed, and most are active: the page has the most to do. */
const usualWatch: Watch = { standing: 90, scrolled: 90 };
const longWatch: Watch = { standing: 600, scrolled: 60 };

/** What the page costs its reader with many users, and how soon it is there with some. */
export async function measurePage(): Promise<Figure[]> {
  await using chromium = await openChromium();
  const empty = await measureFrames(chromium);
  const crowd = await measureCrowd(chromium, usualWatch);
  const naive = await measureNaive(chromium);
  const firstPaint = await measureFirstPaint(chromium, 1_000);
  const ratio = round(crowd.frame / empty);
  const frame = toFigure("page-frame", "ms", crowd.frame, "<=1.5", {
    ofAHundredThe99th: crowd.frame99,
    naive: naive.frame,
  });
  return [
    ...toCrowdFigures("page", crowd, { ...usualWatch, naive: naive.longestTask }),
    { ...frame, floor: round(empty), ratio, ok: meets(ratio, "<=1.5") },
    toFigure("page-first-users", "ms", firstPaint, "<=1000", { users: 1_000 }),
  ];
}

/** Whether it stays as it is, ten minutes long. */
export async function measurePageForLong(): Promise<Figure[]> {
  await using chromium = await openChromium();
  return toCrowdFigures("page-for-long", await measureCrowd(chromium, longWatch), { ...longWatch });
}

function toCrowdFigures(name: string, { standing, scrolled, heap, heapGrowth }: Crowd, given: Record<string, number>) {
  const details = { users: crowdSize, updatesASecond, ...given };
  const toTasks = (tasks: readonly number[]) =>
    [Math.max(0, ...tasks), "<=50", { ...details, longTasks: tasks.length }] as const;
  return [
    toFigure(`${name}-longest-task`, "ms", ...toTasks(standing)),
    toFigure(`${name}-longest-task-scrolled`, "ms", ...toTasks(scrolled)),
    toFigure(`${name}-heap-growth`, "MB", heapGrowth, "<=10", { ...details, before: heap }),
  ];
}

function toFigure(figure: string, unit: string, ours: number, aim: Aim, details: Figure["details"] = {}): Figure {
  return { figure, unit, ours: round(ours), aim, ok: meets(ours, aim), details };
}

/** Milliseconds from frame to frame on a page that does nothing. */
async function measureFrames({ browser }: TestBrowser): Promise<number> {
  const tab = await browser.newPage();
  await watch(tab);
  await tab.goto("about:blank");
  await pause(5);
  const { frames } = await read(tab);
  await tab.close();
  return median(frames);
}

interface Crowd {
  /** Milliseconds of each long task. */
  standing: number[];
  scrolled: number[];
  /** Between two frames while it is scrolled: the median, and what one of a hundred takes. */
  frame: number;
  frame99: number;
  /** MB at the beginning, and what came to it. */
  heap: number;
  heapGrowth: number;
}

async function measureCrowd({ browser }: TestBrowser, watched: Watch): Promise<Crowd> {
  const users = Array.from({ length: crowdSize }, (_, index) => makeUser(`User ${index}`, index % 7_200));
  const frames = Array.from({ length: crowdSize / frameSize }, (_, index) =>
    makeState(...users.slice(index * frameSize, (index + 1) * frameSize)),
  );
  await using server = await FrameServer.open({ folder, opening: frames });
  const tab = await browser.newPage();
  await tab.setViewport({ width: 1_440, height: 900 });
  await watch(tab);
  await tab.goto(server.url);
  await tab.waitForFunction(
    (text) => document.querySelector(".lm-count")?.textContent?.includes(text),
    { timeout: 120_000 },
    "100,000 users",
  );

  let next = 0;
  const sending = setInterval(() => {
    const changed = Array.from({ length: updatesASecond / 50 }, () => {
      next = (next + 7_919) % crowdSize;
      return makeUser(`User ${next}`, 0, { pageViews: next % 500 });
    });
    server.send(makeState(...changed));
  }, 20);
  // Neither what the beginning costs is measured, nor the collection of garbage that the heap is looked at after.
  await pause(5);
  const before = await heapOf(tab);
  await pause(1);
  await read(tab);
  await pause(watched.standing);
  const { tasks: standing } = await read(tab);
  await scroll(tab, ".lm-table-wrap");
  await pause(watched.scrolled);
  const { frames: between, tasks: scrolled } = await read(tab);
  const after = await heapOf(tab);
  clearInterval(sending);
  await tab.close();
  const sorted = between.toSorted((a, b) => a - b);
  return {
    standing,
    scrolled,
    frame: median(between),
    frame99: round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
    heap: round(before),
    heapGrowth: after - before,
  };
}

/** A table of 10,000 rows without any of it, scrolled as well: cells are written as they change, rows sorted each second. */
async function measureNaive({ browser }: TestBrowser) {
  const tab = await browser.newPage();
  await tab.setViewport({ width: 1_440, height: 900 });
  await watch(tab);
  await tab.goto("about:blank");
  await tab.setContent('<div id="box" style="height:100vh;overflow:auto"><table><tbody></tbody></table></div>');
  await tab.evaluate((perSecond) => {
    const body = document.querySelector("tbody")!;
    const row = (id: number): string => `<tr>${`<td>User ${id}</td>`.repeat(9)}<td>${id}</td></tr>`;
    body.innerHTML = Array.from({ length: 10_000 }, (_, id) => row(id)).join("");
    const rows = [...body.rows];
    let count = 0;
    setInterval(() => {
      for (let changed = 0; changed < perSecond / 50; changed += 1)
        rows[(count * 7_919) % rows.length]!.cells[9]!.textContent = String((count += 1));
    }, 20);
    const keyOf = (one: HTMLTableRowElement): number => Number(one.cells[9]!.textContent);
    setInterval(() => body.append(...rows.toSorted((a, b) => keyOf(b) - keyOf(a))), 1_000);
  }, updatesASecond);
  await scroll(tab, "#box");
  await pause(3);
  await read(tab);
  await pause(10);
  const { frames, tasks } = await read(tab);
  await tab.close();
  return { longestTask: round(Math.max(0, ...tasks)), frame: round(median(frames)) };
}

/** Down and from the top again, a bit in each frame. */
async function scroll(tab: Page, selector: string): Promise<void> {
  await tab.evaluate((wanted) => {
    const box = document.querySelector(wanted)!;
    const step = (): void => {
      box.scrollTop = (box.scrollTop + 40) % (box.scrollHeight - box.clientHeight);
      requestAnimationFrame(step);
    };
    step();
  }, selector);
}

/** Milliseconds from asking for the page until users are painted. */
async function measureFirstPaint({ browser }: TestBrowser, count: number): Promise<number> {
  const users = Array.from({ length: count }, (_, index) => makeUser(`User ${index}`, index));
  await using server = await FrameServer.open({ folder, opening: [makeState(...users)] });
  const times: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    const tab = await browser.newPage();
    await tab.evaluateOnNewDocument(() => {
      const look = (): void => {
        if (document.querySelector("tbody tr")) Object.assign(globalThis, { shownAt: performance.now() });
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await tab.goto(server.url);
    const shownAt = await tab.waitForFunction(() => (globalThis as { shownAt?: number }).shownAt);
    times.push((await shownAt.jsonValue()) ?? Infinity);
    await tab.close();
  }
  return median(times);
}

/** Keeps what the browser tells of long tasks, and how far frames are apart. */
async function watch(tab: Page): Promise<void> {
  await tab.evaluateOnNewDocument(() => {
    const seen = { tasks: [] as number[], frames: [] as number[] };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: "longtask",
    });
    let former = performance.now();
    const step = (now: number): void => {
      seen.frames.push(now - former);
      former = now;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
}

/** Gives what was kept, and begins anew. */
async function read(tab: Page): Promise<{ tasks: number[]; frames: number[] }> {
  return await tab.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: { tasks: number[]; frames: number[] } };
    return { tasks: seen.tasks.splice(0), frames: seen.frames.splice(0) };
  });
}

/** MB that are in use once what is not needed was let go. */
async function heapOf(tab: Page): Promise<number> {
  const session = await tab.createCDPSession();
  await session.send("HeapProfiler.collectGarbage");
  await session.detach();
  const { JSHeapUsedSize = 0 } = await tab.metrics();
  return JSHeapUsedSize / 1024 / 1024;
}

async function pause(forSeconds: number): Promise<void> {
  await new Promise((done) => setTimeout(done, forSeconds * 1_000));
}
