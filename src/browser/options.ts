import { z } from "zod";
import { duration } from "../duration.ts";

/** The `browser:` section of the config file. */
export const browserOptions = z.strictObject({
  path: z.string().min(1).optional().meta({
    description: "The Chromium to use; without it PUPPETEER_EXECUTABLE_PATH, else the first that works",
    flag: "--browser-path <file>",
  }),
  sandbox: z.boolean().default(true).meta({
    description: "The sandbox of Chromium; root always runs without it",
    flag: "--no-sandbox",
  }),
  headed: z.boolean().default(false).meta({ description: "Show the browser window", flag: "--headed" }),
  block: z.boolean().default(true).meta({
    description: "The blocking of images, fonts, media and trackers, since a run reads text only",
    flag: "--no-block",
  }),
  recycleAfterPages: z
    .int()
    .positive()
    .default(1_000)
    .meta({ description: "Replace the browser with a fresh one after so many leases of a page" }),
  recycleAfter: duration.prefault("1h").meta({ description: "Replace the browser with a fresh one at this age" }),
});

export type BrowserOptions = z.infer<typeof browserOptions>;
