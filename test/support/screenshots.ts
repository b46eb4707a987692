import { resolve } from "node:path";
import { Cli } from "./cli.ts";
import { openChromium } from "./chromium.ts";

/** Writes the README's pictures: the page as the demo fills it, after some readings of the app. */
const pictures = [
  { name: "page-light", width: 1440, height: 900, theme: "light" },
  { name: "page-dark", width: 1440, height: 900, theme: "dark" },
  { name: "page-phone", width: 390, height: 760, theme: "light" },
] as const;

const folder = resolve(import.meta.dirname, "../../docs/images");
const readings = 20;

await using demo = new Cli(["demo", "--port", "0"]);
const [, url = ""] = await demo.says(/Live Metrics page: (\S+)/);
await demo.says(new RegExp(`(demo: rows[^]*){${readings}}`));

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
