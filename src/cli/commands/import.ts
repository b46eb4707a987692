import { z } from "zod";
import { loadConfig, secretsOf } from "../../config/load.ts";
import { openStateFolder } from "../../config/state-folder.ts";
import { UsageError } from "../../errors.ts";
import { inboundShapes, type InboundShapeName } from "../../metric/inbound/index.ts";
import { meta } from "../../metric/meta.ts";
import { defineCommand } from "../command.ts";
import { configFlags, sinkFlags, stateFlags, talkFlags } from "../flags.ts";
import { openInput } from "../input.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { chooseSinks, keysOf } from "../sinks.ts";
import { createTalk } from "../talk.ts";
import { summarizeImport, watchImport } from "../watch-import.ts";

const shapeNames = Object.keys(inboundShapes) as [InboundShapeName];

const importFlags = z.strictObject({
  from: z
    .enum(shapeNames)
    .optional()
    .meta({ description: `What the records are: ${shapeNames.join(", ")}`, flag: "--from <shape>" }),
  source: meta.shape.source
    .default("import")
    .meta({ description: "Who the records come from, in their meta", flag: "--source <name>" }),
  ...configFlags.shape,
  ...sinkFlags.shape,
  ...stateFlags.shape,
  ...talkFlags.shape,
});

export const importCommand = defineCommand({
  usage: "import <file>",
  summary: "Deliver records of another tool from a JSON or NDJSON file",
  arguments: { file: "The file, or - for standard input: an object, a list of objects, or one object a line" },
  flags: importFlags,
  examples: [
    ["live-metrics import users.json --from google-analytics", "the metrics, one JSON object a line"],
    ["live-metrics import users.json --from mixpanel --sink rest", "to the hub on this machine"],
    ["tail -f users.ndjson | live-metrics import - --from scraper", "each as it is written, until Ctrl+C"],
  ],

  async run({ arguments: [file = ""], flags, given }) {
    const { from } = flags;
    if (from === undefined)
      throw new UsageError("import must be told what the records are", {
        code: "LM_USAGE",
        hint: `Add --from with one of ${shapeNames.join(", ")}.`,
      });

    const config = await loadConfig({ file: flags.config, cwd: process.cwd(), environment: process.env, flags: given });
    const sinks = chooseSinks(flags, config, process.env);
    const talk = createTalk(flags, [...keysOf(sinks), ...secretsOf(config)]);
    using interrupt = listenForInterrupt(() =>
      talk.log.info("Delivering what was read; press Ctrl+C again to leave at once"),
    );
    if (file === "-" && process.stdin.isTTY) talk.log.info("Reading what is typed here; Ctrl+D ends it");

    const { runImport, toImportExitCode } = await import("../../import.ts");
    const outcome = await runImport({
      openInput: (signal) => openInput(file, signal),
      shape: inboundShapes[from],
      source: flags.source,
      sinks,
      stateFolder: openStateFolder({ given: flags.stateDir, configFile: config.file, environment: process.env }),
      log: talk.log,
      ...watchImport(talk),
      stop: interrupt.stop,
      abort: interrupt.abort,
    });
    talk.status.end();
    summarizeImport(outcome, talk.log);
    if (outcome.error !== undefined) throw outcome.error;
    return interrupt.code() ?? toImportExitCode(outcome);
  },
});
