import type { z } from "zod";
import type { Setting } from "../config/setting.ts";
import type { ExitCode } from "../outcome.ts";

/** What a command is given: checked flags, and the raw ones for the config to take its own from. */
export interface Invocation<Flags> {
  arguments: readonly string[];
  flags: Flags;
  given: Readonly<Record<string, unknown>>;
}

/** A command of the program: parse, call, render. Heavy modules are imported inside `run`. */
export interface Command<Schema extends z.ZodType = z.ZodType> {
  /** As commander writes it: `scrape [target...]`. */
  usage: string;
  summary: string;
  /** One line of explanation each: what an argument means. */
  arguments?: Readonly<Record<string, string>>;
  flags: Schema;
  /** Options of the config file that this command takes as flags too. */
  configSettings?: readonly Setting[];
  examples: readonly (readonly [commandLine: string, what: string])[];
  isDefault?: boolean;
  run(invocation: Invocation<z.output<Schema>>): Promise<ExitCode>;
}

export function defineCommand<Schema extends z.ZodType>(command: Command<Schema>): Command<Schema> {
  return command;
}
