import { z } from "zod";
import type { LoadedConfig, LoadedTarget } from "../../config/load.ts";
import { closest } from "../../document/closest.ts";
import { UsageError } from "../../errors.ts";
import { toExitCode, type ExitCode } from "../../outcome.ts";
import { toPlainText } from "../../plain-text.ts";
import { explainPage, type Explanation } from "../../scrape/explain.ts";
import type { RunResult } from "../../scrape/scrape.ts";
import type { Site } from "../../site/schema.ts";
import { siteFields, type SiteField } from "../../site/site-fields.ts";
import { chooseTargets } from "../choose-targets.ts";
import { defineCommand } from "../command.ts";
import { toExplainText } from "../explain-text.ts";
import { outputWidth, print } from "../print.ts";
import {
  loadReaderConfig,
  openTargetReader,
  readerFlags,
  readerSettings,
  type TargetReader,
} from "../target-reader.ts";

const explainFlags = z.strictObject({
  user: z
    .string()
    .optional()
    .meta({ description: "The row of this userId; without it the first row", flag: "--user <id>" }),
  field: z.array(z.string()).optional().meta({ description: "Only this field of the row", flag: "--field <name>" }),
  ...readerFlags.shape,
});

export const explain = defineCommand({
  usage: "explain <target>",
  summary: "Show how each field of one row was read, and what nearly matched where nothing did",
  arguments: { target: "A target of the config file, by name" },
  flags: explainFlags,
  configSettings: readerSettings,
  examples: [
    ["live-metrics explain wiki", "the first row: every way, every step, every value"],
    ["live-metrics explain wiki --user ada --field lastAction", "one field of one user"],
  ],

  async run({ arguments: names, flags, given }) {
    const config = await loadReaderConfig(flags, given);
    const [name = ""] = chooseTargets(names, config);
    const fields = chooseFields(flags.field, name, config.targets[name]!.site);
    const { user } = flags;
    await using reader = await openTargetReader(config, flags);
    const { talk, interrupt, signal } = reader;
    void talk.status.show(`reading ${name}`);

    try {
      const { result, explanation } = await readAndExplain({ name, config, user, fields, reader });
      talk.status.end();
      if (explanation?.type === "unknown-user") throw toUnknownUser(name, explanation);
      const { target, verdict } = result;
      print(
        flags.json
          ? `${JSON.stringify({ target, verdict: verdict.name, sentence: verdict.sentence, ...explanation })}\n`
          : toExplainText({ target, verdict, explanation }, outputWidth()),
      );
      return toCode(result, explanation);
    } catch (error) {
      if (signal.aborted) return interrupt.code()!;
      throw error;
    }
  },
});

interface ExplainWork {
  name: string;
  config: LoadedConfig;
  user: string | undefined;
  fields: readonly SiteField[];
  reader: TargetReader;
}

async function readAndExplain({ name, config, user, fields, reader }: ExplainWork) {
  const target = config.targets[name]!;
  const options = { now: new Date(), salt: reader.salt, userIdPrefix: target.userIdPrefix };
  let explanation: Explanation | undefined;
  const result = await reader.read(name, user === undefined ? withoutPages(target) : target, async (tab, findings) => {
    explanation = await explainPage(tab, findings, { user, fields, options });
  });
  return { result, explanation };
}

/** The first row stands on the first page: the others need not be read. */
function withoutPages(target: LoadedTarget): LoadedTarget {
  return { ...target, site: { ...target.site, pages: undefined } };
}

/** A row that was explained is what was asked for, whatever became of the others. */
function toCode({ target, verdict }: RunResult, explanation: Explanation | undefined): ExitCode {
  if (explanation?.type === "row") return 0;
  return toExitCode({ verdicts: { [target]: verdict }, runs: 1, rows: 0, delivery: {} });
}

function chooseFields(named: readonly string[] | undefined, target: string, site: Site): SiteField[] {
  const known = siteFields.filter((name) => site.fields[name] !== undefined);
  const unknown = named?.find((name) => !(known as string[]).includes(name));
  if (unknown === undefined) return named === undefined ? known : known.filter((name) => named.includes(name));
  const meant = closest(unknown, known);
  throw new UsageError(`${target} reads no field “${unknown}”`, {
    code: "LM_USAGE",
    hint: meant === undefined ? `It reads ${known.join(", ")}.` : `Did you mean “${meant}”?`,
  });
}

function toUnknownUser(target: string, { user, seen }: Extract<Explanation, { type: "unknown-user" }>): UsageError {
  return new UsageError(`No row of ${target} has the userId “${user}”`, {
    code: "LM_USAGE",
    hint:
      seen.length === 0
        ? `No row there gave a userId; see: live-metrics explain ${target} --field userId`
        : `Seen there, the most alike first: ${toPlainText(seen.join(", "))}`,
  });
}
