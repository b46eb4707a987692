import { z } from "zod";
import { loadConfig, secretsOf, settings, type LoadedConfig, type LoadedTarget } from "../config/load.ts";
import { openStateFolder } from "../config/state-folder.ts";
import type { ScrapeDesk, RunResult } from "../scrape/scrape.ts";
import { configFlags, stateFlags, talkFlags } from "./flags.ts";
import { listenForInterrupt, type Interrupt } from "./interrupt.ts";
import { createTalk, type Talk } from "./talk.ts";

/** Flags of the commands that read targets and deliver nothing. */
export const readerFlags = z.strictObject({
  ...configFlags.shape,
  json: z.boolean().default(false).meta({ description: "One JSON object a target, each on one line", flag: "--json" }),
  ...stateFlags.shape,
  ...talkFlags.shape,
});

/** Of the config file: which browser reads, and how. */
export const readerSettings = settings.filter(({ path }) => path[0] === "browser");

type ReaderFlags = z.output<typeof readerFlags>;

export async function loadReaderConfig(
  flags: ReaderFlags,
  given: Readonly<Record<string, unknown>>,
): Promise<LoadedConfig> {
  return await loadConfig({ file: flags.config, cwd: process.cwd(), environment: process.env, flags: given });
}

/** Reads targets as a run does, with every selector's matches counted; takes no lock and delivers nothing. */
export interface TargetReader extends AsyncDisposable {
  talk: Talk;
  interrupt: Interrupt;
  /** Aborts at the first signal: what was not read yet is not worth waiting for. */
  signal: AbortSignal;
  salt: string;
  read(name: string, target: LoadedTarget, onPage?: ScrapeDesk["onPage"]): Promise<RunResult>;
}

export async function openTargetReader(config: LoadedConfig, flags: ReaderFlags): Promise<TargetReader> {
  const talk = createTalk(flags, secretsOf(config));
  if (config.file !== undefined) talk.log.info(`Config: ${config.file}`);
  const interrupt = listenForInterrupt(() => talk.log.info("Stopping; press Ctrl+C again to leave at once"));
  const signal = AbortSignal.any([interrupt.stop, interrupt.abort]);

  const { openConfiguredBrowser, openDesk, toScrapeTarget } = await import("../run.ts");
  const { scrape } = await import("../scrape/scrape.ts");
  const { createRunQueue } = await import("../schedule/run-queue.ts");
  const stateFolder = openStateFolder({ given: flags.stateDir, configFile: config.file, environment: process.env });
  const browser = openConfiguredBrowser(config, { log: talk.log, signal });
  const desk = await openDesk(browser, stateFolder, signal);
  const queue = createRunQueue();

  return {
    talk,
    interrupt,
    signal,
    salt: desk.salt ?? "",
    read: (name, target, onPage) =>
      queue.add(new URL(target.url).origin, async () => {
        signal.throwIfAborted();
        return await scrape(toScrapeTarget(name, target, config), {
          ...desk,
          inspect: true,
          ...(onPage ? { onPage } : {}),
        });
      }),
    async [Symbol.asyncDispose]() {
      talk.status.end();
      await browser.close();
      interrupt[Symbol.dispose]();
    },
  };
}
