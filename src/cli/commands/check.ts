import type { LoadedConfig } from "../../config/load.ts";
import { toExitCode, type ExitCode, type Outcome } from "../../outcome.ts";
import { describeHeldBack, UserOwners } from "../../schedule/user-owners.ts";
import { inspectRun, type TargetCheck } from "../../scrape/inspect.ts";
import type { RunResult } from "../../scrape/scrape.ts";
import { toCheckText } from "../check-text.ts";
import { chooseTargets } from "../choose-targets.ts";
import { defineCommand } from "../command.ts";
import { outputWidth, print } from "../print.ts";
import {
  loadReaderConfig,
  openTargetReader,
  readerFlags,
  readerSettings,
  type TargetReader,
} from "../target-reader.ts";

export const check = defineCommand({
  usage: "check [target...]",
  summary: "Read each target once and say how well its selectors fit; deliver nothing",
  arguments: { target: "Targets of the config file, by name; without any, all of them" },
  flags: readerFlags,
  configSettings: readerSettings,
  examples: [
    ["live-metrics check", "all targets: verdict, coverage of each field, selectors that are likely to break"],
    [
      "live-metrics check wiki --json | jq '.fields[] | select(.seen < .rows)'",
      "the fields that are missing somewhere",
    ],
  ],

  async run({ arguments: names, flags, given }) {
    const config = await loadReaderConfig(flags, given);
    const targets = chooseTargets(names, config);
    await using reader = await openTargetReader(config, flags);
    const { talk, interrupt, signal } = reader;

    const texts: string[] = [];
    // On a terminal the moving line and the tables would write over each other.
    const show = (text: string): void => void (talk.status.isLive ? texts.push(text) : print(text));
    try {
      return await checkTargets({
        config,
        targets,
        reader,
        show: (one) => show(flags.json ? toLine(one) : toText(one)),
      });
    } catch (error) {
      if (signal.aborted) return interrupt.code()!;
      throw error;
    } finally {
      talk.status.end();
      print(texts.join(""));
    }
  },
});

function toLine(one: TargetCheck): string {
  return `${JSON.stringify(one)}\n`;
}

function toText(one: TargetCheck): string {
  return `${toCheckText(one, outputWidth())}\n`;
}

interface CheckRequest {
  config: LoadedConfig;
  targets: readonly string[];
  reader: TargetReader;
  show: (check: TargetCheck) => void;
}

/** Shows each target as soon as it and all before it were read, so that the order is that of the config. */
async function checkTargets({ config, targets, reader, show }: CheckRequest): Promise<ExitCode> {
  const owners = new UserOwners();
  const verdicts: Outcome["verdicts"] = {};
  const waiting = new Set(targets);

  const tell = (): void => void reader.talk.status.show(`reading ${[...waiting].join(", ")}`);
  const runs = targets.map(async (name) => {
    const result = await reader.read(name, config.targets[name]!);
    waiting.delete(name);
    if (waiting.size > 0) tell();
    return result;
  });
  tell();
  // Each failure is met where its turn comes; until then it is not nobody's.
  void Promise.allSettled(runs);

  for (const [index, run] of runs.entries()) {
    const target = config.targets[targets[index]!]!;
    const result = await run;
    verdicts[result.target] = result.verdict;
    const checked = inspectRun(result, target.site);
    show({ ...checked, warnings: [...checked.warnings, ...findSharedUsers(result, owners, target.sharesUsers)] });
  }
  return toExitCode({ verdicts, runs: runs.length, rows: 0, delivery: {} });
}

/** Users that an earlier target has too: a run would hold them back. */
function findSharedUsers(
  { target, observations }: RunResult,
  owners: UserOwners,
  sharesUsers: boolean,
): TargetCheck["warnings"] {
  const { held } = owners.sort(observations, { target, sharesUsers });
  return held.length === 0 ? [] : [{ place: undefined, message: describeHeldBack(held) }];
}
