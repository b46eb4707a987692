import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cli, runCli } from "../support/cli.ts";
import { RestReceiver } from "../support/delivery/rest-receiver.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";

function scrape(folder: string, url: string, ...args: string[]): string[] {
  return ["--mock", "3", "--seed", "1", "--once", "--sink", "rest", "--url", url, "--state-dir", folder, ...args];
}

function spool(folder: string, ...args: string[]): ReturnType<typeof runCli> {
  return runCli(["spool", ...args, "--state-dir", folder]);
}

describe("what could not be delivered", () => {
  test("ends in exit 9, waits in the spool, and goes with the next run, newest first of each user", async () => {
    await using folder = await tempFolder();
    const first = await RestReceiver.open();
    const { url, port } = first;
    await first[Symbol.asyncDispose]();

    const failed = new Cli(scrape(folder.path, url));
    await failed.says(/could not be reached.*trying again/);
    failed.child.kill("SIGINT");
    await failed.says(/press Ctrl\+C again/);
    failed.child.kill("SIGINT");
    await failed.ended();
    const listed = await spool(folder.path, "ls");
    expect(listed).toMatchObject({ code: 0, stdout: "" });
    expect(listed.stderr).toMatch(/rest http:\/\/127.0.0.1:\d+: 3 waiting/);

    await using receiver = await RestReceiver.open(port);
    const { code, stderr } = await runCli(scrape(folder.path, url));
    expect({ code, users: new Set(receiver.metrics.map(({ userId }) => userId)).size }).toEqual({ code: 0, users: 3 });
    expect(stderr).toMatch(/rest \S+: \d delivered/);
    expect((await spool(folder.path, "ls")).stderr).toMatch(/: 0 waiting/);
  });

  test("waits for its sink while that is not configured, and says so", async () => {
    await using folder = await tempFolder();
    const gone = await RestReceiver.open();
    const { url, port } = gone;
    gone.manner = { status: 503 };
    const failed = new Cli(scrape(folder.path, url));
    await failed.says(/answered 503/);
    failed.child.kill("SIGKILL");
    await failed.ended();

    const other = await runCli(["--mock", "1", "--once", "--state-dir", folder.path]);
    expect(other.stderr).toMatch(/3 items wait for rest http\S+, which is not among the sinks now/);
    expect((await spool(folder.path, "ls")).stdout.split("\n")[0]).toMatch(
      /^ {4}1 {2}\S+ {2}metric {2}user-1001 +rest http:\S+ {2}waits for this sink to be configured again$/,
    );

    gone.manner = "take";
    expect((await runCli(scrape(folder.path, url))).code).toBe(0);
    await gone[Symbol.asyncDispose]();
    expect(port).toBeGreaterThan(0);
    expect(gone.metrics.length).toBeGreaterThanOrEqual(3);
    expect((await spool(folder.path, "ls")).stdout).toBe("");
  });

  test("is refused for good: set aside with the reason, shown, sent again, dropped", async () => {
    await using folder = await tempFolder();
    await using receiver = await RestReceiver.open();
    receiver.refuses = { userId: "user-1002", status: 422 };
    const { code, stderr } = await runCli(scrape(folder.path, receiver.url));
    expect(code).toBe(9);
    expect(stderr).toMatch(/rest \S+ refused 1 of 3: \S+ answered 422/);
    expect(stderr).toMatch(/rest \S+: 2 delivered, 1 refused and set aside \(live-metrics spool ls\)/);

    const listed = await spool(folder.path, "ls");
    expect(listed.stdout).toMatch(/^ {4}1 {2}\S+ {2}metric {2}user-1002 +rest http:\S+ {2}http:\S+ answered 422\n$/);
    const shown = await spool(folder.path, "show", "1");
    expect(JSON.parse(shown.stdout)).toMatchObject({
      number: 1,
      metric: { userId: "user-1002" },
      meta: { source: "mock" },
    });

    receiver.refuses = undefined;
    expect((await spool(folder.path, "replay", "--all")).stderr).toContain("1 item is in the queue again");
    const taken = receiver.metrics.length;
    expect((await runCli(scrape(folder.path, receiver.url))).code).toBe(0);
    expect(receiver.metrics.slice(taken).filter(({ userId }) => userId === "user-1002")).toHaveLength(2);

    receiver.refuses = { userId: "user-1003", status: 400 };
    await runCli(scrape(folder.path, receiver.url));
    expect((await spool(folder.path, "drop", "2")).stderr).toContain("1 item is dropped");
    expect((await spool(folder.path, "ls")).stdout).toBe("");
  });

  test("is sent again by a run that is at work", async () => {
    await using folder = await tempFolder();
    await using receiver = await RestReceiver.open();
    receiver.refuses = { userId: "user-1002", status: 422 };
    const args = scrape(folder.path, receiver.url).filter((arg) => arg !== "--once");
    await using running = new Cli([...args, "--interval", "1h"]);
    await running.says(/refused 1 of 3/);
    receiver.refuses = undefined;
    const contact = receiver.contacted();
    await spool(folder.path, "replay", "1");
    await contact;
    expect(receiver.metrics.map(({ userId }) => userId)).toEqual(["user-1001", "user-1003", "user-1002"]);
  });
});

test("a second run on one spool ends with exit 11 and names the first", async () => {
  await using folder = await tempFolder();
  await using receiver = await RestReceiver.open();
  const args = scrape(folder.path, receiver.url).filter((arg) => arg !== "--once");
  await using running = new Cli(args);
  await receiver.contacted();
  const { code, stderr } = await runCli(scrape(folder.path, receiver.url));
  expect({ code, names: stderr.includes(`process ${running.child.pid}`) }).toEqual({ code: 11, names: true });
});

describe("a spool in which nothing waits", () => {
  let folder: TempFolder;
  beforeAll(async () => {
    folder = await tempFolder();
    await runCli(["--mock", "1", "--once", "--state-dir", folder.path]);
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  test.each([
    [["sho"], "spool sho: there is no such action [LM_USAGE]\n→ Did you mean “show”?"],
    [["show", "one"], "“one” is no number"],
    [["show", "7"], "Nothing is set aside under 7"],
    [["drop"], "Which ones are to drop?"],
    [["replay", "1", "--all"], "exclude each other"],
  ])("spool %j says what is wrong", async (args, sentence) => {
    const { code, stderr } = await spool(folder.path, ...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(sentence) as string });
  });
});

test("where nothing was ever spooled, spool says so", async () => {
  await using folder = await tempFolder();
  expect(await spool(folder.path, "ls")).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`Nothing was ever spooled in ${folder.path}`) as string,
  });
});
