import { createServer } from "node:net";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { exitCodes } from "../../src/exit-codes.ts";
import { runCli } from "../support/cli.ts";
import { tempFolder } from "../support/temp-folder.ts";

describe("the command line", () => {
  test("prints its version", async () => {
    expect(await runCli(["--version"])).toMatchObject({ code: 0, stdout: "0.1.0\n", stderr: "" });
  });

  test("names every exit code in its help", async () => {
    const { stdout } = await runCli(["--help"]);
    for (const [code, meaning] of Object.entries(exitCodes)) expect(stdout).toContain(`${code.padEnd(4)} ${meaning}`);
  });

  test("shows the flags of the config file beside its own", async () => {
    const { stdout } = await runCli(["scrape", "--help"]);
    expect(stdout).toMatch(
      /--interval <duration> +Time between runs, from start to start \(default: 30s;\s+env: LIVE_METRICS_INTERVAL\)/,
    );
    expect(stdout).toContain("--mock [count]");
  });

  const wrong: [args: string[], message: RegExp][] = [
    [["scrape", "--onse"], /unknown option '--onse'\n\(Did you mean --once\?\)/],
    [["--mock", "many"], /--mock many: must be a number of users \[LM_USAGE\]/],
    [["wiki", "--mock"], /--mock takes the place of targets, and “wiki” was named \[LM_USAGE\]/],
    [["--rate", "50"], /--rate is for synthetic users, and there are none without --mock \[LM_USAGE\]/],
    [["--mock", "--rate", "0"], /--rate 0: must be more than 0 \[LM_USAGE\]/],
    [["--mock", "--rate", "fast"], /--rate fast: must be a number/],
    [
      ["--mock", "2", "--rate", "2001"],
      /--rate 2001 is more than one update a millisecond for each of --mock 2 \[LM_USAGE\]/,
    ],
    [
      ["--mock", "--rate", "50", "--interval", "1s"],
      /--rate and --interval both say how often synthetic users move \[LM_USAGE\]/,
    ],
    [["--mock", "--for", "soon"], /--for soon: must be a duration such as "500ms", "30s", "5m" or "1h" \[LM_USAGE\]/],
    [
      ["--mock", "--sink", "rst"],
      /--sink rst: must be one of stdout, rest, websocket; did you mean "rest"\? \[LM_USAGE\]/,
    ],
    [
      ["--mock", "--url", "http://127.0.0.1:1"],
      /--url was given, but no network sink \[LM_SINK_AMBIGUOUS\]\n→ Add --sink rest or --sink websocket\./,
    ],
    [
      ["--mock", "--url", "http://127.0.0.1:1", "--sink", "rest", "--sink", "websocket"],
      /two network sinks \[LM_SINK_AMBIGUOUS\]/,
    ],
    [
      ["--mock", "--sink", "rest", "--url", "localhost"],
      /--url localhost: must be an http:\/\/ or https:\/\/ address \[LM_USAGE\]/,
    ],
    [["schema", "confg"], /No schema “confg” \[LM_USAGE\]\n→ Did you mean “config”\?/],
    [["--mock", "--log-format", "xml"], /--log-format xml: must be one of pretty, json/],
  ];
  test.each(wrong)("refuses %j with exit 2 and a sentence", async (args, message) => {
    const { code, stdout, stderr } = await runCli(args);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("says in one sentence that Node is too old", async () => {
    const older = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.11.0"})';
    const { code, stdout, stderr } = await runCli(["--version"], { node: ["--import", older] });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^live-metrics needs Node 24 or newer and was started with 20\.11\.0; install it, [^\n]+\n$/,
    );
  });
});

describe("the config file", () => {
  test("says what to do where there is none", async () => {
    await using folder = await tempFolder();
    const { code, stderr } = await runCli(["scrape", "--once"], { cwd: folder.path });
    expect(stderr).toMatch(
      /No config file was found here or above.*\[LM_CONFIG_MISSING\]\n→ Write live-metrics\.config\.yaml/,
    );
    expect(code).toBe(3);
  });

  test("guesses the command that was meant", async () => {
    await using folder = await tempFolder();
    const { code, stderr } = await runCli(["srve"], { cwd: folder.path });
    expect(stderr).toContain("→ Did you mean the command: live-metrics serve?");
    expect(code).toBe(3);
  });

  test("shows all its errors at once and starts nothing", async () => {
    await using folder = await tempFolder();
    await folder.write(
      "live-metrics.config.yaml",
      "intervall: 30s\ntargets:\n  wiki:\n    site: mediawiki-active-users\n    url: example.com\n",
    );
    const { code, stdout, stderr } = await runCli(["scrape", "--once"], { cwd: folder.path });
    expect(stderr).toContain('live-metrics.config.yaml:1:1  unknown key "intervall"; did you mean "interval"?');
    expect(stderr).toContain(
      "live-metrics.config.yaml:5:10  targets.wiki.url: must be an http:// or https:// address\n  5 |     url: example.com\n    |          ^^^^^^^^^^^",
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  });

  test("suggests the target that was meant", async () => {
    await using folder = await tempFolder();
    await folder.write(
      "live-metrics.config.yaml",
      "targets: { wiki: { site: mediawiki-active-users, url: http://127.0.0.1:9 } }\n",
    );
    const { code, stderr } = await runCli(["scrape", "wikki"], { cwd: folder.path });
    expect(stderr).toMatch(/No target “wikki” in .* \[LM_TARGET_UNKNOWN\]\n→ Did you mean “wiki”\?/);
    expect(code).toBe(2);
  });
});

test("a port in use ends with exit 4 and names the way out", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  const { code, stderr } = await runCli(["--mock", "2", "--serve", String(port)]);
  other.close();
  expect(stderr).toMatch(new RegExp(`${port}.*\\[LM_PORT_IN_USE\\]`));
  expect(code).toBe(4);
});
