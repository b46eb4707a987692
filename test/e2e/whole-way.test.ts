import { isDeepStrictEqual } from "node:util";
import { stringify } from "yaml";
import { expect, test } from "vitest";
import { Cli } from "../support/cli.ts";
import { eventually } from "../support/eventually.ts";
import { PollingFollower } from "../support/hub/polling-follower.ts";
import { unpackProgram } from "../support/packed-program.ts";
import { openPageServer } from "../support/page-server.ts";
import { openTcpProxy } from "../support/tcp-proxy.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";

const site = {
  version: 1,
  path: "users",
  rows: "li",
  fields: { userId: ".id", pageViews: ".views", activeFeature: ".feature" },
};

interface Person {
  views: number;
  feature: string;
}

/** The app: what its screen shows is what is in here. */
class App {
  readonly people = new Map<string, Person>([
    ["ada", { views: 1, feature: "Reports" }],
    ["bo", { views: 1, feature: "Exports" }],
  ]);

  get html(): string {
    const rows = [...this.people].map(
      ([id, { views, feature }]) =>
        `<li><b class="id">${id}</b> <i class="views">${views}</i> <u class="feature">${feature}</u></li>`,
    );
    return `<title>Users</title><ul>${rows.join("")}</ul>`;
  }

  /** Whoever reads it has seen it when these are equal. */
  get views(): Record<string, number> {
    return Object.fromEntries([...this.people].map(([id, { views }]) => [id, views]));
  }

  change(): void {
    for (const person of this.people.values()) person.views += 1;
    this.people.get("ada")!.feature = this.people.get("ada")!.feature === "Reports" ? "Exports" : "Reports";
  }
}

async function configure(folder: TempFolder, { app, hub }: { app: string; hub: string }): Promise<void> {
  const targets = { crm: { site, url: `${app}/` } };
  const config = { targets, interval: "1s", sinks: [{ type: "rest", url: hub }] };
  await folder.write("live-metrics.config.yaml", stringify(config));
}

test("from the screen of an app to a reader, through every kill and cut", { timeout: 120_000 }, async () => {
  await using folder = await tempFolder();
  const program = await unpackProgram(folder.path);
  const app = new App();
  const screen = await openPageServer({
    "/users": (response) => void response.setHeader("content-type", "text/html; charset=utf-8").end(app.html),
  });

  const serve = async (port: number): Promise<{ cli: Cli; port: number }> => {
    const args = ["serve", "--port", String(port), "--rate-limit", "0", "--state-dir", `${folder.path}/hub`];
    const cli = new Cli(args, { program });
    const [, url = ""] = await cli.says(/Live Metrics page: (\S+)/);
    return { cli, port: Number(new URL(url).port) };
  };
  let hub = await serve(0);
  let line = await openTcpProxy(hub.port);
  const { port: linePort } = line;
  await configure(folder, { app: screen.origin, hub: `http://127.0.0.1:${linePort}` });
  const startScraper = (): Cli =>
    new Cli(["scrape"], { cwd: folder.path, env: { XDG_STATE_HOME: folder.path }, program });
  let scraper = startScraper();
  await using reader = new PollingFollower(`http://127.0.0.1:${hub.port}`);
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(async () => {
    await scraper[Symbol.asyncDispose]();
    await line[Symbol.asyncDispose]();
    await hub.cli[Symbol.asyncDispose]();
  });

  const seen = (): Record<string, number> =>
    Object.fromEntries([...reader.kept.users.values()].map(({ userId, pageViews }) => [userId, pageViews]));
  const isLevel = (): boolean => isDeepStrictEqual(seen(), app.views);
  await eventually(isLevel);

  // A value that changed is at the reader within two intervals: the screen is read at most twice meanwhile.
  const before = screen.requests.length;
  app.change();
  await eventually(isLevel);
  expect(screen.requests.length - before).toBeLessThanOrEqual(2);

  await hub.cli[Symbol.asyncDispose]();
  app.change();
  hub = await serve(hub.port);
  await eventually(isLevel);

  await line[Symbol.asyncDispose]();
  app.change();
  await scraper.says(/could not be reached|did not take/);
  line = await openTcpProxy(hub.port, linePort);
  app.change();
  await eventually(isLevel);

  await scraper[Symbol.asyncDispose]();
  app.change();
  app.people.delete("bo");
  scraper = startScraper();
  await eventually(() => seen()["ada"] === app.views["ada"]);
  await eventually(() => !reader.kept.users.has("bo"));

  expect(seen()).toEqual(app.views);
  expect(reader.metas.get("ada")).toMatchObject({
    source: "crm",
    missing: { userName: expect.any(String) as string, clickCount: expect.any(String) as string },
  });
  expect(reader.kept).toMatchObject({ repeated: 0, older: 0, missed: 0, resets: 0 });
  const { events } = (await (await fetch(`http://127.0.0.1:${hub.port}/api/metrics`)).json()) as { events: unknown[] };
  expect(new Set(reader.kept.events).size).toBe(events.length);
  expect(events).toContainEqual(expect.objectContaining({ type: "user_gone", userId: "bo" }));

  // With the app stopped the reader is told within three intervals.
  const told = reader.runs.length;
  await screen[Symbol.asyncDispose]();
  await eventually(() => reader.runs.slice(told).some(({ verdict }) => verdict !== "rows"));
  const runs = reader.runs.slice(told);
  expect(runs.findIndex(({ verdict }) => verdict === "unreachable")).toBeLessThanOrEqual(2);
});
