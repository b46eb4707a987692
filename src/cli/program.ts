import { Command as CommanderCommand, Option } from "commander";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../outcome.ts";
import { commands } from "./commands/index.ts";
import type { CommandEntry, FlagEntry } from "./manifest.ts";
import manifest from "./manifest.json" with { type: "json" };
import { version } from "./version.ts";

/** The whole command line; `onDone` gets the exit code of the command that ran. */
export function createProgram(onDone: (code: ExitCode) => void): CommanderCommand {
  const program = new CommanderCommand("live-metrics")
    .description("Reads user activity off app screens and feeds it to a live pipeline.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride();

  for (const entry of manifest as unknown as CommandEntry[]) addCommand(program, entry, onDone);
  const codes = Object.entries(exitCodes).map(([code, meaning]) => `  ${code.padEnd(4)} ${meaning}`);
  return program.addHelpText("after", `\nExit codes:\n${codes.join("\n")}`);
}

function addCommand(program: CommanderCommand, entry: CommandEntry, onDone: (code: ExitCode) => void): void {
  const command = program
    .command(entry.usage, { isDefault: entry.isDefault })
    .summary(entry.summary)
    .description(`${entry.summary}.`)
    .helpOption("-h, --help", "show this help")
    .exitOverride();

  for (const [index, argument] of command.registeredArguments.entries())
    argument.description = entry.arguments[index] ?? "";
  for (const flag of entry.flags) command.addOption(toOption(flag));
  command.addHelpText(
    "after",
    `\nExamples:\n${entry.examples.map(([line, what]) => `  ${line}\n      ${what}`).join("\n")}`,
  );
  command.action(async () => {
    const given = command.opts<Record<string, unknown>>();
    const { invoke } = await import("./invoke.ts");
    onDone(await invoke(await commands[entry.name](), command.args, given));
  });
}

function toOption({ flag, description, repeatable }: FlagEntry): Option {
  const option = new Option(flag, description);
  if (repeatable) option.argParser((value: string, earlier: string[] | undefined) => [...(earlier ?? []), value]);
  // Commander gives `--no-x` the value true by itself, which would override the config file.
  return option.negate ? option.default(undefined) : option;
}
