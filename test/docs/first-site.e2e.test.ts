import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { Cli, runCli } from "../support/cli.ts";
import { fencesOf, readDoc } from "../support/doc-examples.ts";
import { tempFolder } from "../support/temp-folder.ts";

const run = promisify(execFile);

/** The port that the page shows; everybody's own is another one. */
const shownPort = ":40123";

test("docs/first-site.md can be followed from its first line to its last", async () => {
  await using folder = await tempFolder();
  await using demo = new Cli(["demo", "--port", "0"]);
  const [, port = ""] = await demo.says(/Demo app: http:\/\/127\.0\.0\.1(:\d+)/);
  const here = (text: string): string => text.replaceAll(shownPort, port);

  for (const { language, attributes, body, line } of fencesOf(await readDoc("first-site.md"))) {
    if (attributes.file !== undefined) await folder.write(attributes.file, here(body));
    if (language !== "console" || "background" in attributes) continue;

    const [command = "", ...output] = here(body).trimEnd().split("\n");
    const [, program, words = ""] = /^\$ (?:npx )?(\S+) (.+)$/.exec(command)!;
    const args = words.split(" ");
    const ended =
      program === "curl"
        ? { ...(await run("curl", args)), code: 0 }
        : await runCli(args, { cwd: folder.path, env: { XDG_STATE_HOME: folder.path } });
    expect(withoutIndents(ended.stdout), `line ${line}: ${command}\n${ended.stderr}`).toMatch(
      toPattern(withoutIndents(output.join("\n"))),
    );
    expect(ended.code).toBe(Number(attributes.exit ?? 0));
  }
});

/** In what a command prints, `…` stands for anything. */
function toPattern(shown: string): RegExp {
  const parts = shown.split("…").map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join("[^]*?")}\\s*$`);
}

/** How deep the demo app indents its HTML is nobody's business. */
function withoutIndents(text: string): string {
  return text.replaceAll(/^ +/gm, "");
}
