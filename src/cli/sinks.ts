import type { LoadedConfig } from "../config/load.ts";
import type { Environment } from "../config/environment.ts";
import { sinkOptions, type SinkOptions, type SinkType } from "../delivery/sinks/index.ts";
import { explainIssue, flattenIssue } from "../document/explain.ts";
import { UsageError } from "../errors.ts";

interface SinkFlags {
  sink?: SinkType[] | undefined;
  url?: string | undefined;
  apiKey?: string | undefined;
  serve?: unknown;
  format?: string | undefined;
  provenance?: boolean | undefined;
  events?: boolean | undefined;
}

/** Where a hub on this machine listens, so that `--sink rest` alone finds it. */
const localHub = { rest: "http://127.0.0.1:3001", websocket: "ws://127.0.0.1:3001" } as const;

/**
 * Sinks named by flags take the place of the config's; `--url` and the key belong to the one network sink. Without any,
 * metrics go to the hub of this process, or to stdout.
 */
export function chooseSinks(flags: SinkFlags, config: LoadedConfig, environment: Environment): SinkOptions[] {
  const { sink: named, url, apiKey, serve } = flags;
  const written = config.sinks ?? [];
  const chosen = named ? named.map((type) => written.find((entry) => entry.type === type) ?? { type }) : written;
  const network = chosen.filter(({ type }) => type !== "stdout");
  if (url !== undefined && network.length !== 1)
    throw new UsageError(
      network.length === 0
        ? "--url was given, but no network sink"
        : "--url was given, but there are two network sinks",
      {
        code: "LM_SINK_AMBIGUOUS",
        hint:
          network.length === 0
            ? "Add --sink rest or --sink websocket."
            : "Write both with their addresses under sinks: in the config file.",
      },
    );

  const key = apiKey ?? environment.LIVE_METRICS_API_KEY;
  const sinks = chosen.length > 0 || serve !== undefined ? chosen : [{ type: "stdout" as const }];
  refuseManner(flags, sinks);
  return sinks.map(({ type, ...entry }) =>
    type === "stdout" ? toStdout(entry, flags) : toNetworkSink({ type, ...entry }, { url, apiKey: key }),
  );
}

/** What of sinks must never be seen in a log. */
export function keysOf(sinks: readonly SinkOptions[]): string[] {
  return sinks.flatMap((sink) => ("apiKey" in sink && sink.apiKey !== undefined ? [sink.apiKey] : []));
}

/** How stdout is written says nothing where nothing is written there. */
function refuseManner({ format, provenance, events }: SinkFlags, sinks: readonly { type: SinkType }[]): void {
  const flag = format ? "--format" : provenance ? "--provenance" : events ? "--events" : undefined;
  if (flag === undefined || sinks.some(({ type }) => type === "stdout")) return;
  throw new UsageError(`${flag} says how stdout is written, and nothing is written there`, {
    code: "LM_USAGE",
    hint: "Add --sink stdout, or leave the flag out.",
  });
}

function toStdout(entry: object, { format, provenance, events }: SinkFlags): SinkOptions {
  const options = {
    ...entry,
    ...(format ? { format } : {}),
    ...(provenance ? { provenance } : {}),
    ...(events ? { events } : {}),
  };
  const parsed = sinkOptions.safeParse({ ...options, type: "stdout" }, { error: explainIssue });
  if (parsed.success) return parsed.data;
  throw new UsageError(`stdout: ${parsed.error.issues[0]!.message}`, {
    code: "LM_USAGE",
    hint: "Leave --events out, or write --format ndjson.",
  });
}

function toNetworkSink(
  entry: { type: Exclude<SinkType, "stdout">; url?: string; apiKey?: string | undefined },
  { url, apiKey }: { url: string | undefined; apiKey: string | undefined },
): SinkOptions {
  const key = entry.apiKey ?? apiKey;
  const options = {
    ...entry,
    url: url ?? entry.url ?? localHub[entry.type],
    ...(key === undefined ? {} : { apiKey: key }),
  };
  const parsed = sinkOptions.safeParse(options, { error: explainIssue });
  if (parsed.success) return parsed.data;
  throw new UsageError(`--url ${String(url)}: ${flattenIssue(parsed.error.issues[0]!)[0]!.message}`, {
    code: "LM_USAGE",
    hint: "Give a whole address, for example http://127.0.0.1:3001.",
  });
}
