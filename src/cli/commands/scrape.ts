import { z } from "zod";
import { loadConfig, secretsOf, settings, type LoadedConfig } from "../../config/load.ts";
import { openStateFolder } from "../../config/state-folder.ts";
import { closest } from "../../document/closest.ts";
import { ConfigError, UsageError } from "../../errors.ts";
import { maximumPeople } from "../../mock/people.ts";
import { defineCommand } from "../command.ts";
import manifest from "../manifest.json" with { type: "json" };
import { configFlags, lifetimeFlags, sinkFlags, stateFlags, talkFlags } from "../flags.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { toMockRequest } from "../mock-request.ts";
import { runToEnd } from "../run-to-end.ts";
import { chooseSinks, keysOf } from "../sinks.ts";
import { createTalk } from "../talk.ts";
import { throwAwayFolder } from "../throw-away-folder.ts";

const port = z.string().regex(/^\d+$/, "must be a port number").transform(Number).pipe(z.int().min(0).max(65_535));

export const scrapeFlags = z.strictObject({
  ...configFlags.shape,
  once: z.boolean().default(false).meta({ description: "One run of each target, then end: for cron", flag: "--once" }),
  ...lifetimeFlags.shape,
  ...sinkFlags.shape,
  events: z.boolean().default(false).meta({ description: "Write events on stdout too", flag: "--events" }),
  serve: z
    .union([port, z.literal(true)])
    .optional()
    .meta({ description: "Run the hub and the Live Metrics page here too", flag: "--serve [port]" }),
  mock: z
    .union([
      z.string().regex(/^\d+$/, "must be a number of users").transform(Number).pipe(z.int().min(1).max(maximumPeople)),
      z.literal(true).transform(() => 20),
    ])
    .optional()
    .meta({ description: "Synthetic users instead of targets; 20 of them without a count", flag: "--mock [count]" }),
  seed: z
    .int()
    .optional()
    .meta({ description: "Makes the synthetic users the same every time", flag: "--seed <number>" }),
  rate: z.number().positive().max(100_000).optional().meta({
    description: "Updates a second of the synthetic users, all together; without it each has a pace of their own",
    flag: "--rate <updates>",
  }),
  ...stateFlags.shape,
  ...talkFlags.shape,
});

export const scrape = defineCommand({
  usage: "scrape [target...]",
  summary: "Read the targets on their interval and deliver what they show",
  arguments: { target: "Targets of the config file, by name; without any, all of them" },
  flags: scrapeFlags,
  configSettings: settings.filter(({ path }) => path[0] !== "hub"),
  isDefault: true,
  examples: [
    ["live-metrics scrape --config live-metrics.config.yaml", "watch all targets until Ctrl+C"],
    ["live-metrics scrape --once", "one run, for cron: the exit code says what happened"],
    ["live-metrics scrape wiki --once | jq .userName", "one target, one JSON object a line"],
    ["live-metrics --mock 20 --serve", "synthetic users and the page, without any target"],
    ["live-metrics --mock 5000 --rate 200 --serve", "as many updates a second as you say"],
  ],

  async run({ arguments: names, flags, given }) {
    const config = await loadConfig({ file: flags.config, cwd: process.cwd(), environment: process.env, flags: given });
    if (typeof flags.serve === "number") config.hub.port = flags.serve;
    const sinks = chooseSinks(flags, config, process.env);
    const intervalInEnvironment = process.env.LIVE_METRICS_INTERVAL ? "environment" : undefined;
    const intervalFrom = given.interval === undefined ? intervalInEnvironment : "flag";
    const mock = toMockRequest(flags, { config, names, intervalFrom });
    const targets = mock ? [] : chooseTargets(names, config);

    const talk = createTalk(flags, [...keysOf(sinks), ...secretsOf(config)]);
    if (config.file !== undefined) talk.log.info(`Config: ${config.file}`);
    using interrupt = listenForInterrupt(
      () => talk.log.info("Finishing what is under way; press Ctrl+C again to leave at once"),
      flags.for,
    );
    const isThrowAway = mock !== undefined && flags.stateDir === undefined;
    await using state = isThrowAway ? await throwAwayFolder() : undefined;

    const work = {
      config,
      targets,
      mock,
      once: flags.once,
      sinks,
      serve: flags.serve !== undefined,
      keepsState: !isThrowAway,
      stateFolder:
        state?.path ?? openStateFolder({ given: flags.stateDir, configFile: config.file, environment: process.env }),
    };
    return await runToEnd(work, { talk, interrupt });
  },
});

function chooseTargets(names: readonly string[], config: LoadedConfig): string[] {
  const known = Object.keys(config.targets);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined && known.length > 0)
    throw new UsageError(`No target “${unknown}” in ${config.file}`, {
      code: "LM_TARGET_UNKNOWN",
      hint: suggest(unknown, known) ?? `Targets there: ${known.join(", ")}`,
    });

  if (known.length === 0) {
    const nothing =
      config.file === undefined ? "No config file was found here or above, so" : `${config.file} has no targets:`;
    throw new ConfigError(`${nothing} there is nothing to watch`, {
      code: "LM_CONFIG_MISSING",
      hint:
        (unknown && suggest(unknown, known)) ??
        "Write live-metrics.config.yaml (examples are in config/), or try: live-metrics --mock --serve",
    });
  }
  return names.length === 0 ? known : [...names];
}

/** Since scrape is the default command, a mistyped command arrives here as a target. */
function suggest(name: string, targets: readonly string[]): string | undefined {
  const target = closest(name, targets);
  if (target !== undefined) return `Did you mean “${target}”?`;
  const command = closest(
    name,
    manifest.map((entry) => entry.name),
  );
  return command && `Did you mean the command: live-metrics ${command}?`;
}
