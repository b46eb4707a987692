import { flagName, readFlag } from "../config/override.ts";
import { toSettings } from "../config/setting.ts";
import type { ExitCode } from "../outcome.ts";
import type { Command } from "./command.ts";

/** Checks the command's own flags, each by itself so that the message names it, and runs it. */
export async function invoke(
  command: Command,
  args: readonly string[],
  given: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const written = toSettings(command.flags).flatMap((setting) => {
    const value = setting.flag === undefined ? undefined : given[flagName(setting.flag)];
    return value === undefined ? [] : [[setting.path[0]!, readFlag(setting, value)] as const];
  });
  return await command.run({ arguments: args, flags: command.flags.parse(Object.fromEntries(written)), given });
}
