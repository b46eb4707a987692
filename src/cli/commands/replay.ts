import { z } from "zod";
import type { ExitCode } from "../../outcome.ts";
import type { Bundle } from "../../scrape/bundle/bundle.ts";
import type { Replay } from "../../scrape/bundle/replay.ts";
import { toPlainText } from "../../plain-text.ts";
import { defineCommand } from "../command.ts";
import { talkFlags } from "../flags.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { createTalk } from "../talk.ts";

const replayFlags = z.strictObject({
  site: z
    .string()
    .optional()
    .meta({ description: "Read with this selector file in the place of the bundle's own", flag: "--site <file>" }),
  saveCase: z
    .string()
    .optional()
    .meta({ description: "Make a test case of it in a new folder", flag: "--save-case <folder>" }),
  json: z.boolean().default(false).meta({ description: "One JSON object", flag: "--json" }),
  browserPath: z.string().optional().meta({ description: "The Chromium to use", flag: "--browser-path <file>" }),
  ...talkFlags.shape,
});

export const replay = defineCommand({
  usage: "replay <bundle>",
  summary: "Read the page of a failed run again, without its app and without a network",
  arguments: { bundle: "The folder that a failed run left; its log line names it" },
  flags: replayFlags,
  examples: [
    ["live-metrics replay ~/bundle", "the same verdict, counts and winners? exit 0"],
    ["live-metrics replay ~/bundle --site crm.yaml", "does the corrected selector file read it? exit 0"],
    ["live-metrics replay ~/bundle --save-case test/selectors/crm/lost-column", "a test that keeps it so"],
  ],

  async run({ arguments: [folder = ""], flags }) {
    const { readBundle } = await import("../../scrape/bundle/bundle.ts");
    const { compareReplay, replay: readAgain } = await import("../../scrape/bundle/replay.ts");
    const { loadSite } = await import("../../site/load.ts");
    const { openConfiguredBrowser } = await import("../../run.ts");
    const { browserOptions } = await import("../../browser/options.ts");

    const bundle = await readBundle(folder);
    const edited = flags.site === undefined ? undefined : await loadSite(flags.site, process.cwd());
    const { log } = createTalk(flags, []);
    using interrupt = listenForInterrupt(() => log.info("Stopping"));
    const options = browserOptions.parse({ path: flags.browserPath });
    const browser = openConfiguredBrowser({ browser: options }, { log, signal: interrupt.abort });
    try {
      const replayed = await readAgain({ bundle, site: edited, browser, signal: interrupt.stop });
      const site = edited ?? bundle.target.site;
      const differences = edited ? undefined : compareReplay(bundle, replayed, site);
      if (flags.saveCase !== undefined) {
        const { saveCase } = await import("../../scrape/bundle/save-case.ts");
        await saveCase({ folder: flags.saveCase, bundle, site, replay: replayed });
        log.info(`Test case written to ${flags.saveCase}`);
      }
      print(bundle, replayed, differences, flags.json);
      return interrupt.code() ?? (await toCode(bundle, replayed, differences));
    } catch (error) {
      if (interrupt.stop.aborted) return interrupt.code()!;
      throw error;
    } finally {
      await browser.close();
    }
  },
});

/** A bundle without a page gives nothing to compare: its verdict stands. A good end that the run had not is none. */
async function toCode(
  { evidence }: Bundle,
  { verdict, extraction }: Replay,
  differences: string[] | undefined,
): Promise<ExitCode> {
  const { toExitCode } = await import("../../outcome.ts");
  if (differences?.length === 0 && extraction) return 0;
  const codeOf = (name: Replay["verdict"]["name"]): ExitCode =>
    toExitCode({ verdicts: { replay: { ...verdict, name } }, runs: 1, rows: 0, delivery: {} });
  return codeOf(verdict.name) || (differences ? codeOf(evidence.verdict) : 0);
}

function print(bundle: Bundle, replayed: Replay, differences: string[] | undefined, json: boolean): void {
  const { verdict, observations, counts, notes, extraction } = replayed;
  const { name, sentence, warnings } = verdict;
  const coverage = extraction?.coverage ?? {};
  if (json) {
    const facts = { verdict: name, sentence, warnings, counts, coverage, observations, notes };
    process.stdout.write(`${JSON.stringify({ ...facts, recorded: bundle.evidence.verdict, differences })}\n`);
    return;
  }
  const shown = observations.slice(0, shownRows).map(({ known }) => `  ${JSON.stringify(known)}`);
  const more = observations.length - shown.length;
  const fields = Object.entries(coverage).map(
    ([field, { seen, found, winners }]) =>
      `  ${field}: seen in ${seen}, found in ${found}, winners ${winners.join(", ")}`,
  );
  const lines = [
    `${name}. ${sentence}`,
    ...[...warnings, ...notes].map((line) => `  ${line}`),
    `Rows: ${counts.rows}, users: ${counts.users}, pages: ${counts.pages}`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more; --json has them all`] : []),
    ...(fields.length > 0 ? ["Fields:", ...fields] : []),
    ...conclude(bundle, replayed, differences),
  ];
  process.stdout.write(`${lines.map(toPlainText).join("\n")}\n`);
}

const shownRows = 20;

function conclude({ evidence }: Bundle, { extraction }: Replay, differences: string[] | undefined): string[] {
  if (differences === undefined) return [`The bundle says ${evidence.verdict}.`];
  if (!extraction) return [];
  return differences.length === 0
    ? ["Same verdict, counts and winners as in the bundle."]
    : ["Not as in the bundle:", ...differences.map((line) => `  ${line}`)];
}
