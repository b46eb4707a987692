import { expect, test } from "vitest";
import type { VerifyResult } from "../../src/verify/verify-delivery.ts";
import { Cli, runCli } from "../support/cli.ts";

test.each(["rest", "websocket"])(
  "parts are killed at random, and by %s nothing is lost or seen twice",
  async (sink) => {
    const { code, stdout, stderr } = await runCli(["verify-delivery", "--for", "3s", "--sink", sink, "--json"]);
    const { sent, acknowledged, duplicate, lost, gaps, resets, kills } = JSON.parse(stdout) as VerifyResult;
    expect({ code, duplicate, lost, gaps, resets, waiting: sent - acknowledged }).toEqual({
      code: 0,
      duplicate: 0,
      lost: 0,
      gaps: 0,
      resets: 0,
      waiting: 0,
    });
    expect(sent).toBeGreaterThan(0);
    expect(Object.keys(kills)).toEqual(["scraper", "hub", "reader"]);
    expect(stderr).toContain("Nothing was lost, and nothing was seen twice");
  },
);

test("Ctrl+C ends it early, with what was counted so far and nothing left behind", async () => {
  await using cli = new Cli(["verify-delivery", "--for", "1h"]);
  await cli.says(/Killing scraper, hub and reader at random for 3600 s/);
  cli.child.kill("SIGINT");
  const { code, stdout } = await cli.ended();
  expect(code).toBe(130);
  expect(stdout).toMatch(/^lost +0 {2}events never seen/m);
});
