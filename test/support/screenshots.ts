import { resolve } from "node:path";
import { createPeople, type Step } from "../../src/mock/people.ts";
import { Cli } from "./cli.ts";
import { openChromium } from "./chromium.ts";
import { post } from "./hub/test-hub.ts";
import { tempFolder } from "./temp-folder.ts";
import { makeRun } from "./user-metrics.ts";

/** Writes the README's pictures: the page after an hour in which two apps were read, of invented people. */
const pictures = [
  { name: "page-light", width: 1440, height: 900, theme: "light" },
  { name: "page-dark", width: 1440, height: 900, theme: "dark" },
  { name: "page-phone", width: 390, height: 760, theme: "light" },
] as const;

const folder = resolve(import.meta.dirname, "../../docs/images");
const hourMs = 3_600_000;
const intervalMs = 30_000;

await using state = await tempFolder();
await using cli = new Cli(["serve", "--port", "0", "--rate-limit", "0", "--state-dir", state.path]);
const [, url = ""] = await cli.says(/Live Metrics page: (\S+)/);
await liveThrough(Date.now());

await using chromium = await openChromium();
const page = await chromium.browser.newPage();
for (const { name, width, height, theme } of pictures) {
  await page.setViewport({ width, height, deviceScaleFactor: 1.5 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
  await page.goto(url);
  // The dot at the end of the line: the last hour has been read as well.
  await page.waitForSelector(".lm-now-dot");
  await page.screenshot({ path: `${folder}/${name}.png` });
}

/** The hour before, told in order, and how the last runs ended. */
async function liveThrough(end: number): Promise<void> {
  const people = createPeople({ count: 64, seed: 11, now: new Date(end - hourMs) });
  for (let at = end - hourMs; at <= end; at += intervalMs) {
    const { events } = people.step(new Date(at));
    await tell({ events, records: [...people.all(new Date(at))] });
  }
  const iso = (agoMs: number): string => new Date(end - agoMs).toISOString();
  const times = { startedAt: iso(2_000), endedAt: iso(0), nextRunAt: iso(2_000 - intervalMs) };
  const runs = [
    makeRun({ target: "crm", ...times, rows: 43 }),
    makeRun({
      ...times,
      target: "billing",
      verdict: "partial",
      sentence: "Page 2 of 2 did not load within 10 s.",
      rows: 21,
      claimed: 34,
    }),
    makeRun({ target: "wiki", ...times, verdict: "empty", sentence: "The app says “Nobody is online”.", rows: 0 }),
  ];
  await post(`${url}/api/runs`, { runs });
}

async function tell({ records, events }: Step): Promise<void> {
  const metas = records.map(({ meta }, place) => ({ ...meta, source: place % 3 === 0 ? "billing" : "crm" }));
  await post(`${url}/api/metrics/bulk`, { metrics: records.map(({ metric }) => metric), metas });
  if (events.length > 0) await post(`${url}/api/events`, { events });
}
