import { expect, test } from "vitest";
import { stringify } from "yaml";
import { loadConfig } from "../../src/config/load.ts";
import { silentLog } from "../../src/log.ts";
import { run, type RunEvent } from "../../src/run.ts";
import { openApp } from "../mock/demo-app/visit.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { table } from "./demo-run.ts";

test("one target that ends badly stops no other", async () => {
  await using app = await openApp();
  await using folder = await tempFolder();
  const troubles = ["crash", "never-answers", "rate-limit", "endless-spinner", "people:3"];
  const site = { version: 1, ...table, ready: { timeout: "300ms" } };
  const targets = troubles.map((name) => [name.replace(":", "-"), { site, url: app.at(name), timeout: "2s" }]);
  const file = await folder.write("live-metrics.config.yaml", stringify({ targets: Object.fromEntries(targets) }));
  const config = await loadConfig({ file, cwd: folder.path, environment: {}, flags: {} });

  const events: RunEvent[] = [];
  const never = new AbortController().signal;
  const outcome = await run({
    config,
    targets: Object.keys(config.targets),
    mock: undefined,
    once: true,
    sinks: [],
    serve: false,
    stateFolder: folder.path,
    log: silentLog,
    onEvent: (event) => void events.push(event),
    stop: never,
    abort: never,
  });

  expect(Object.entries(outcome.verdicts).map(([target, { name }]) => [target, name])).toEqual(
    expect.arrayContaining([
      ["crash", "crashed"],
      ["never-answers", "timeout"],
      ["rate-limit", "blocked"],
      ["endless-spinner", "not-ready"],
      ["people-3", "rows"],
    ]),
  );
  expect(events.filter(({ type }) => type === "finished")).toHaveLength(5);
  expect(outcome.rows).toBe(3);
});
