import { baseTypeOf, toSettings, type Setting } from "../config/setting.ts";
import type { Command } from "./command.ts";
import { commands, type CommandName } from "./commands/index.ts";

/** What `--help` says of one flag. */
export interface FlagEntry {
  flag: string;
  description: string;
  repeatable: boolean;
}

/** What the command line needs to know of a command before it is loaded. */
export interface CommandEntry {
  name: CommandName;
  usage: string;
  summary: string;
  isDefault: boolean;
  arguments: string[];
  flags: FlagEntry[];
  examples: (readonly [commandLine: string, what: string])[];
}

/**
 * The command line as data, written to `manifest.json` by `npm run generate`: the schemas that it comes from take far
 * longer to load than a person should wait for `--help`.
 */
export async function toManifest(): Promise<CommandEntry[]> {
  const loaded = Object.entries(commands).map(async ([name, load]) => toEntry(name as CommandName, await load()));
  return await Promise.all(loaded);
}

/** The flags of a command: its own, then those it takes for the config file. */
export function flagsOf({ flags, configSettings = [] }: Command): Setting[] {
  return [...toSettings(flags), ...configSettings].filter(({ flag }) => flag !== undefined);
}

function toEntry(name: CommandName, command: Command): CommandEntry {
  const { usage, summary, isDefault = false, arguments: described = {}, examples } = command;
  return {
    name,
    usage,
    summary,
    isDefault,
    arguments: Object.values(described),
    flags: flagsOf(command).map(toFlagEntry),
    examples: [...examples],
  };
}

function toFlagEntry(setting: Setting): FlagEntry {
  const repeatable = baseTypeOf(setting.schema) === "array";
  const notes = [
    toDefaultNote(setting),
    repeatable ? "repeatable" : "",
    setting.env === undefined ? "" : `env: ${setting.env}`,
  ].filter((note) => note !== "");
  const what = setting.flag!.startsWith("--no-")
    ? `Without ${setting.description.charAt(0).toLowerCase()}${setting.description.slice(1)}`
    : setting.description;
  const description = `${what}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
  return { flag: setting.flag!, description, repeatable };
}

function toDefaultNote({ default: value }: Setting): string {
  return typeof value === "string" || typeof value === "number" ? `default: ${value}` : "";
}
