import { pino } from "pino";
import { styleText } from "node:util";
import { toPlainText } from "./plain-text.ts";

export const logLevels = ["silent", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof logLevels)[number];
export type LogFormat = "pretty" | "json";

type Fields = Record<string, unknown>;
type Write = (sentence: string, fields?: Fields) => void;

/**
 * Talk for people and supervisors. Levels by consequence: `error` data was lost, `warn` we recovered, `info` something
 * started or finished, `debug` once per target, `trace` once per row.
 */
export interface Log {
  error: Write;
  warn: Write;
  info: Write;
  debug: Write;
  trace: Write;
}

interface LogOptions {
  level: LogLevel;
  format: LogFormat;
  /** Takes whole lines; the CLI gives standard error, a spinner may stand between. */
  write: (line: string) => void;
  /** Values that must never be seen, wherever in a line they turn up. */
  secrets?: readonly string[];
}

export function createLog({ level, format, write, secrets = [] }: LogOptions): Log {
  // A secret with a quote or a backslash is written otherwise inside JSON.
  const hidden = secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .filter((text) => text !== "");
  const hide = (line: string): string => hidden.reduce((text, secret) => text.replaceAll(secret, "[secret]"), line);
  const destination = {
    write: (line: string) => write(hide(format === "json" ? line : toPrettyLine(JSON.parse(line) as Fields))),
  };
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { cause: toMessage },
    },
    destination,
  );

  const writer =
    (name: Exclude<LogLevel, "silent">): Write =>
    (sentence, fields = {}) =>
      logger[name](fields, sentence);
  return {
    error: writer("error"),
    warn: writer("warn"),
    info: writer("info"),
    debug: writer("debug"),
    trace: writer("trace"),
  };
}

/** A log that says nothing, for programs that embed the pieces. */
export const silentLog: Log = createLog({ level: "silent", format: "json", write: () => {} });

function toMessage(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

const colours = { error: "red", warn: "yellow", info: "green", debug: "dim", trace: "dim" } as const;

function toPrettyLine({ level, at, msg, ...fields }: Fields): string {
  const time = new Date(String(at)).toISOString().slice(11, 19);
  const label = styleText(colours[level as keyof typeof colours], String(level).padEnd(5), { stream: process.stderr });
  const rest = Object.entries(fields)
    .map(([name, value]) => `${name}=${toPlainText(typeof value === "string" ? value : JSON.stringify(value))}`)
    .join(" ");
  return `${time} ${label} ${toPlainText(String(msg))}${rest === "" ? "" : `  ${styleText("dim", rest, { stream: process.stderr })}`}\n`;
}
