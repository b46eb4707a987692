import { z } from "zod";
import { sinkKinds } from "../delivery/sinks/index.ts";
import { formatName } from "../delivery/sinks/stdout.ts";
import { duration } from "../duration.ts";
import type { LogLevel } from "../log.ts";

export const configFlags = z.strictObject({
  config: z
    .string()
    .optional()
    .meta({ description: "The config file; without it the usual places are searched", flag: "-c, --config <file>" }),
});

/** Flags of every command that does work: how it talks. */
export const talkFlags = z.strictObject({
  logFormat: z
    .enum(["pretty", "json"])
    .default("pretty")
    .meta({ description: "How standard error is written", flag: "--log-format <format>" }),
  quiet: z.boolean().default(false).meta({ description: "Only warnings and errors", flag: "-q, --quiet" }),
  verbose: z.boolean().default(false).meta({ description: "Tell every step", flag: "-v, --verbose" }),
});

/** Flags of every command that delivers; `chooseSinks` makes sinks of them. */
export const sinkFlags = z.strictObject({
  sink: z
    .array(z.enum(Object.keys(sinkKinds) as [keyof typeof sinkKinds]))
    .optional()
    .meta({ description: `Where metrics go: ${Object.keys(sinkKinds).join(", ")}`, flag: "--sink <type>" }),
  url: z.string().optional().meta({ description: "Address of the one network sink", flag: "--url <address>" }),
  apiKey: z.string().optional().meta({
    description: "Key for the network sink; never printed",
    flag: "--api-key <key>",
    env: "LIVE_METRICS_API_KEY",
  }),
  format: formatName.optional().meta({
    description: `How metrics are written on stdout: ${formatName.options.join(", ")}`,
    flag: "--format <name>",
  }),
  provenance: z
    .boolean()
    .default(false)
    .meta({ description: "Write what is known about each metric on stdout too", flag: "--provenance" }),
});

export const stateFlags = z.strictObject({
  stateDir: z.string().optional().meta({
    description: "Folder for locks, spool and database",
    flag: "--state-dir <folder>",
    env: "LIVE_METRICS_STATE_DIR",
  }),
});

export const lifetimeFlags = z.strictObject({
  for: duration.optional().meta({ description: "End by itself after this time", flag: "--for <duration>" }),
});

export function toLogLevel({ quiet, verbose }: { quiet: boolean; verbose: boolean }): LogLevel {
  if (quiet) return "warn";
  return verbose ? "debug" : "info";
}
