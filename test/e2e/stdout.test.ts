import { describe, expect, test } from "vitest";
import { userMetric, userMetricFields } from "../../src/metric/user-metric.ts";
import { Cli, runCli } from "../support/cli.ts";

function parseLines(stdout: string): unknown[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

describe("stdout", () => {
  const talks: string[][] = [[], ["-q"], ["-v"], ["--log-format", "json"], ["--log-format", "json", "-v"]];
  test.each(talks.map((flags) => ({ flags })))(
    "carries one metric a line and nothing else with $flags",
    async ({ flags }) => {
      const { code, stdout } = await runCli(["--mock", "3", "--once", ...flags]);
      const metrics = parseLines(stdout);
      expect(code).toBe(0);
      expect(metrics).toHaveLength(3);
      for (const metric of metrics) {
        expect(Object.keys(metric as object)).toEqual(userMetricFields);
        expect(userMetric.safeParse(metric).success).toBe(true);
      }
    },
  );

  test("stays empty when the command line is wrong", async () => {
    expect((await runCli(["--mock", "nobody"])).stdout).toBe("");
  });

  test("gives the same users for the same seed", async () => {
    const names = async (): Promise<unknown[]> =>
      parseLines((await runCli(["--mock", "5", "--seed", "7", "--once"])).stdout).map(
        (metric) => (metric as { userName: string }).userName,
      );
    expect(await names()).toEqual(await names());
  });

  test("a reader that leaves early ends the run quietly with exit 0", async () => {
    await using cli = new Cli(["--mock", "5000"]);
    await cli.says(/\n/, "stdout");
    cli.child.stdout!.destroy();
    const { code, stderr } = await cli.ended();
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/error|EPIPE/i);
  });

  test("a slow reader loses nothing", async () => {
    await using cli = new Cli(["--mock", "20000", "--once", "-v"]);
    cli.child.stdout!.pause();
    await cli.says(/Synthetic users moved/);
    cli.child.stdout!.resume();
    const { code, stdout } = await cli.ended();
    expect({ code, lines: parseLines(stdout).length }).toEqual({ code: 0, lines: 20_000 });
  });
});
