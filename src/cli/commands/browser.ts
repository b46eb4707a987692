import { z } from "zod";
import type { ExitCode } from "../../outcome.ts";
import { chooseAction } from "../choose-action.ts";
import { defineCommand } from "../command.ts";
import { talkFlags } from "../flags.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { createTalk } from "../talk.ts";

const actions = { path: printPath, install } as const;

const browserFlags = z.strictObject({
  browserPath: z.string().optional().meta({ description: "The Chromium to try", flag: "--browser-path <file>" }),
  ...talkFlags.shape,
});

type BrowserFlags = z.output<typeof browserFlags>;

export const browser = defineCommand({
  usage: "browser <action>",
  summary: "Show or install the Chromium that is used",
  arguments: { action: "path: print the one that is used; install: bring a headless shell into the private cache" },
  flags: browserFlags,
  examples: [
    ["live-metrics browser path -v", "the winner, and why each other one lost"],
    ["live-metrics browser install", "when there is none"],
  ],

  async run({ arguments: [action = ""], flags }) {
    return await chooseAction("browser", action, actions)(flags);
  },
});

async function printPath({ browserPath, verbose }: BrowserFlags): Promise<ExitCode> {
  const { findBrowser, toMissingError } = await import("../../browser/find.ts");
  const { cacheFolder } = await import("../../browser/cache-folder.ts");
  const report = await findBrowser({ path: browserPath, headed: false, env: process.env, cache: cacheFolder() });

  if (verbose)
    for (const { from, path, verdict } of report.candidates)
      process.stderr.write(`${from}${path === undefined ? "" : ` (${path})`}: ${verdict}\n`);
  if (!report.winner) throw toMissingError(report);
  process.stdout.write(`${report.winner.path}\n`);
  return 0;
}

async function install(flags: BrowserFlags): Promise<ExitCode> {
  const { log, status } = createTalk(flags, []);
  using interrupt = listenForInterrupt(() => log.info("Stopping the installation"));
  const { installBrowser } = await import("../../browser/install.ts");
  const { cacheFolder } = await import("../../browser/cache-folder.ts");

  try {
    const installed = await installBrowser({
      cache: cacheFolder(),
      env: process.env,
      log,
      signal: interrupt.stop,
      onProgress: ({ receivedBytes, totalBytes }) =>
        void status.show(`downloading ${toMegabytes(receivedBytes)} of ${toMegabytes(totalBytes)}`),
    });
    log.info(`Installed ${installed.version}`);
    process.stdout.write(`${installed.path}\n`);
  } finally {
    status.end();
  }
  return interrupt.code() ?? 0;
}

function toMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
