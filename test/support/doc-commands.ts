import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "vitest";
import { runCli } from "./cli.ts";
import type { Fence } from "./doc-examples.ts";

const run = promisify(execFile);

/**
 * Runs the command of a block of `console` in the folder, and expects what the block shows: standard output, or standard
 * error where its attribute says so, and the exit code of the attribute `exit`.
 */
export async function expectShown({ attributes, body, line }: Fence, folder: string): Promise<void> {
  const [command = "", ...output] = body.trimEnd().split("\n");
  const [, program, words = ""] = /^\$ (?:npx )?(\S+) (.+)$/.exec(command)!;
  const args = words.split(" ");
  const ended =
    program === "curl"
      ? { ...(await run("curl", args)), code: 0 }
      : await runCli(args, { cwd: folder, env: { XDG_STATE_HOME: folder } });
  const printed = "stderr" in attributes ? ended.stderr : ended.stdout;
  expect(withoutIndents(printed), `line ${line}: ${command}\n${ended.stderr}`).toMatch(
    toPattern(withoutIndents(output.join("\n"))),
  );
  expect(ended.code).toBe(Number(attributes.exit ?? 0));
}

/** In what a command prints, `…` stands for anything. */
function toPattern(shown: string): RegExp {
  const parts = shown.split("…").map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join("[^]*?")}\\s*$`);
}

/** How deep the demo app indents its HTML is nobody's business. */
function withoutIndents(text: string): string {
  return text.replaceAll(/^ +/gm, "");
}
