import { describe, expect, test } from "vitest";
import { Cli, runCli } from "../support/cli.ts";
import { openV1Viewer } from "../support/hub/websocket-viewer.ts";
import { metaOf, metricOf } from "../support/hub/metric.ts";
import { post } from "../support/hub/test-hub.ts";
import { tempFolder } from "../support/temp-folder.ts";

async function serve(folder: string): Promise<Cli & { url: string }> {
  const cli = new Cli(["serve", "--port", "0", "--state-dir", folder]);
  const [, url = ""] = await cli.says(/Live Metrics page: (\S+)/);
  return Object.assign(cli, { url });
}

const forget = (folder: string, ...args: string[]) => runCli(["forget", "--state-dir", folder, ...args]);
const send = (url: string, userId: string, source: string) => {
  const timestamp = new Date().toISOString();
  const records = { metrics: [metricOf(userId, { timestamp })], metas: [metaOf(`m-${userId}`, { source })] };
  return post(`${url}/api/metrics/bulk`, records);
};

describe("forget", () => {
  test("takes a source out of a hub at work, whose viewers are told, and after it has ended", async () => {
    await using folder = await tempFolder();
    {
      await using hub = await serve(folder.path);
      await send(hub.url, "ada", "mock");
      await send(hub.url, "bob", "crm");
      await post(`${hub.url}/api/events`, { type: "session_started", userId: "ada", userName: "Ada Example" });
      await using viewer = await openV1Viewer(hub.url);
      await viewer.seen.until(({ users }) => users.size === 2);

      const forgotten = await forget(folder.path, "--source", "mock", "--json");
      expect(forgotten).toMatchObject({
        code: 0,
        stdout: '{"source":"mock","users":1,"states":1,"events":1,"runs":0}\n',
      });
      expect(forgotten.stderr).toContain("Forgot of “mock”: 1 user in the live view, 1 state of history and 1 event");
      await viewer.seen.until(({ users }) => users.size === 1);
      expect(viewer.seen.left).toEqual(["ada gone"]);
      const state = (await (await fetch(`${hub.url}/api/metrics`)).json()) as unknown;
      expect(state).toMatchObject({ metrics: [{ userId: "bob" }], events: [] });
      hub.child.kill("SIGTERM");
      await hub.ended();
    }

    const again = await forget(folder.path, "--source", "crm", "--source", "mock");
    expect(again).toMatchObject({ code: 2, stdout: "" });
    expect(again.stderr).toMatch(
      /Nothing here came from “mock”, and nothing was removed \[LM_USAGE\]\n→ .*There are: “crm”\./,
    );
    expect((await forget(folder.path, "--source", "crm")).code).toBe(0);
    expect((await forget(folder.path, "--source", "crm")).stderr).toContain("There are none yet.");

    await using hub = await serve(folder.path);
    expect(await (await fetch(`${hub.url}/api/metrics`)).json()).toMatchObject({ metrics: [], events: [] });
  });

  test("wants to be told what", async () => {
    expect(await runCli(["forget"])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/What is to be forgotten\? \[LM_USAGE\]\n→ Name it with --source/),
    });
  });
});
