import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { openStateFolder } from "../../src/config/state-folder.ts";
import { tempFolder } from "../support/temp-folder.ts";

test.each([
  [
    "what --state-dir says",
    { given: "/tmp/given", environment: { LIVE_METRICS_STATE_DIR: "named", XDG_STATE_HOME: "xdg" } },
    "/tmp/given",
  ],
  [
    "LIVE_METRICS_STATE_DIR",
    { given: undefined, environment: { LIVE_METRICS_STATE_DIR: "named", XDG_STATE_HOME: "xdg" } },
    "named",
  ],
  [
    "the user's state folder",
    { given: undefined, environment: { XDG_STATE_HOME: "xdg", HOME: "home" } },
    "xdg/live-metrics/default",
  ],
  ["the user's home", { given: undefined, environment: { HOME: "home" } }, "home/.local/state/live-metrics/default"],
  [
    "the user's home, where a variable is set but empty",
    { given: undefined, environment: { LIVE_METRICS_STATE_DIR: "", XDG_STATE_HOME: "", HOME: "home" } },
    "home/.local/state/live-metrics/default",
  ],
])("the folder is %s", async (_name, { given, environment }, expected) => {
  await using folder = await tempFolder();
  const inside = (path: string): string => (path === "" ? path : join(folder.path, path));
  const moved = Object.fromEntries(Object.entries(environment).map(([name, path]) => [name, inside(path)]));

  expect(openStateFolder({ given: given && inside(given), configFile: undefined, environment: moved })).toBe(
    inside(expected),
  );
});

test("only its owner can look into it", async () => {
  await using folder = await tempFolder();
  const state = openStateFolder({ given: join(folder.path, "a/b"), configFile: undefined, environment: {} });
  expect((await stat(state)).mode & 0o777).toBe(0o700);
});

test("two config files of one name in two folders never share one", async () => {
  await using folder = await tempFolder();
  const open = (configFile: string): string =>
    openStateFolder({
      given: undefined,
      configFile: join(folder.path, configFile),
      environment: { HOME: folder.path },
    });

  expect(open("a/crm.yaml")).toMatch(/\/live-metrics\/crm-[0-9a-f]{8}$/);
  expect(open("a/crm.yaml")).not.toBe(open("b/crm.yaml"));
  expect(open("a/crm.yaml")).toBe(open("a/./crm.yaml"));
});

test("a folder that cannot be made ends the start with a hint", async () => {
  await using folder = await tempFolder();
  const file = await folder.write("file", "");
  expect(() => openStateFolder({ given: resolve(file, "state"), configFile: undefined, environment: {} })).toThrow(
    expect.objectContaining({
      code: "LM_STATE_UNUSABLE",
      message: `The state folder ${file}/state cannot be written: ENOTDIR: not a directory, mkdir '${file}/state'`,
      hint: "Name another one with --state-dir or LIVE_METRICS_STATE_DIR.",
    }) as Error,
  );
});
