import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { RunReport } from "../../src/metric/run-report.ts";
import type { StateAnswer } from "../../src/metric/wire.ts";
import { Cli } from "../support/cli.ts";
import { eventually } from "../support/eventually.ts";
import { openPageServer, type PageServer } from "../support/page-server.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";

interface Target {
  target: string;
  lastRun: RunReport;
  lastGoodAt?: string;
  isLate: boolean;
  canRun: boolean;
}

const hourMs = 3_600_000;
const users = '<ul><li><b class="id">ada</b></li><li><b class="id">bo</b></li></ul>';

let folder: TempFolder;
let app: PageServer;
let shown: string;

beforeEach(async () => {
  shown = users;
  folder = await tempFolder();
  app = await openPageServer({
    "/users": (response) => void response.writeHead(200, { "content-type": "text/html" }).end(shown),
  });
  const site = { version: 1, rows: "li", path: "users", ready: { timeout: "500ms" }, fields: { userId: ".id" } };
  const targets = { crm: { url: `${app.origin}/`, site } };
  await folder.write("live-metrics.config.yaml", stringify({ interval: "1h", targets }));
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function openScrape(): Promise<{ cli: Cli; url: string }> {
  const cli = new Cli(["scrape", "--serve", "0"], { cwd: folder.path, env: { XDG_STATE_HOME: folder.path } });
  const [, url = ""] = await cli.says(/Live Metrics page: (\S+)/);
  return { cli, url };
}

async function read(url: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url);
  return { status: response.status, body: await response.json() };
}

/** The target, once a run of it has ended after this one. */
function targetAfter(url: string, last?: RunReport): Promise<Target> {
  return eventually(async () => {
    const { targets } = (await read(`${url}/api/targets`)).body as { targets: Target[] };
    return targets.find(({ lastRun }) => lastRun.endedAt !== last?.endedAt);
  });
}

describe("scrape --serve", () => {
  test("tells the hub of its runs, before their metrics, and runs a target when told to", async () => {
    const { cli, url } = await openScrape();
    await using _scrape = cli;

    const first = await targetAfter(url);
    const { startedAt, endedAt, nextRunAt } = first.lastRun;
    expect(first).toMatchObject({
      target: "crm",
      isLate: false,
      canRun: true,
      lastGoodAt: endedAt,
      lastRun: { verdict: "rows", rows: 2, spoolDepth: 0, evidence: { url: `${app.origin}/users` } },
    });
    expect(Date.parse(nextRunAt!) - Date.parse(startedAt)).toBe(hourMs);
    expect((await read(`${url}/readyz`)).status).toBe(200);
    const state = await eventually(async () => {
      const answer = (await read(`${url}/api/metrics`)).body as StateAnswer;
      return answer.metrics.length === 2 ? answer : undefined;
    });
    expect(state.metas.map(({ source }) => source)).toEqual(["crm", "crm"]);
    // Two users after one run: each change takes the next place, and the run has the first.
    expect(state.cursor).toMatch(/:3$/);

    shown = "<p>Under construction</p>";
    expect((await fetch(`${url}/api/targets/crm/run`, { method: "POST" })).status).toBe(202);
    const second = await targetAfter(url, first.lastRun);
    expect(second).toMatchObject({ lastGoodAt: endedAt, lastRun: { rows: 0 } });
    expect(["layout-changed", "not-ready"]).toContain(second.lastRun.verdict);
    expect(Date.parse(second.lastRun.startedAt)).toBeGreaterThan(Date.parse(endedAt));
    expect(Date.parse(second.lastRun.nextRunAt!) - Date.parse(second.lastRun.startedAt)).toBe(hourMs);

    const numbers = await (await fetch(`${url}/metrics`)).text();
    expect(numbers).toContain('live_metrics_runs_total{target="crm",verdict="rows"} 1');
    expect((await fetch(`${url}/api/targets/wiki/run`, { method: "POST" })).status).toBe(404);

    cli.child.kill("SIGTERM");
    expect((await cli.ended()).code).toBe(143);
  });

  test("is not ready while a target was never read well, and is so as soon as it was", async () => {
    shown = "<p>Under construction</p>";
    const { cli, url } = await openScrape();
    await using _scrape = cli;
    const { lastRun } = await targetAfter(url);
    expect(await read(`${url}/readyz`)).toMatchObject({
      status: 503,
      body: { ready: false, reasons: [`crm: no good run yet. ${lastRun.sentence}`] },
    });

    shown = users;
    await fetch(`${url}/api/targets/crm/run`, { method: "POST" });
    await targetAfter(url, lastRun);
    expect((await read(`${url}/readyz`)).status).toBe(200);
  });
});
