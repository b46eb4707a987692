import { expect, test } from "vitest";
import type { StateAnswer } from "../../src/metric/wire.ts";
import { Cli } from "../support/cli.ts";
import { eventually } from "../support/eventually.ts";

test("the demo reads its app, shows it on the page's hub, and ends by itself with a summary", async () => {
  await using cli = new Cli(["demo", "--port", "0", "--people", "7", "--for", "8s"]);
  const [, url = ""] = await cli.says(/Live Metrics page: (\S+)/);

  const state = await eventually(async () => {
    const answer = (await (await fetch(new URL("/api/metrics", url))).json()) as StateAnswer;
    return answer.metrics.length === 7 ? answer : undefined;
  });
  const page = await (await fetch(url)).text();
  expect(page).toContain("<title>Live Metrics</title>");
  expect(state.metas.every(({ source }) => source === "demo")).toBe(true);

  const later = await eventually(async () => {
    const answer = (await (await fetch(new URL(`/api/metrics?since=${state.cursor}`, url))).json()) as StateAnswer;
    return answer.metrics.length > 0 ? answer : undefined;
  });
  expect(later.reset).toBeUndefined();

  const { code, stdout, stderr } = await cli.ended();
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(/\d+ runs, \d+ rows read {2}demo=rows/);
});
