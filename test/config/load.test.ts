import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig, type LoadedConfig } from "../../src/config/load.ts";
import { LiveMetricsError } from "../../src/errors.ts";
import { tempFolder } from "../support/temp-folder.ts";

interface Given {
  files?: Record<string, string>;
  /** Which file is named with --config. */
  file?: string;
  environment?: Record<string, string>;
  flags?: Record<string, unknown>;
}

async function load({ files = {}, file, environment = {}, flags = {} }: Given): Promise<LoadedConfig> {
  await using folder = await tempFolder();
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  return await loadConfig({ file, cwd: folder.path, environment, flags });
}

/** The error in one text: code, message and hint. */
async function failureOf(given: Given): Promise<string> {
  try {
    await load(given);
  } catch (error) {
    if (error instanceof LiveMetricsError)
      return [error.code, error.message, ...(error.hint === undefined ? [] : [error.hint])].join("\n");
    throw error;
  }
  throw new Error("nothing is wrong with it");
}

describe("errors in a file", () => {
  test("are shown all at once, with file, line, column and a caret under the spot", async () => {
    const text = `targest: {}
interval: 30
targets:
  one: { site: demo-admin, url: ftp://app.example.com, intervall: 5s }
  two: { url: app.example.com, timeout: 0s }
  "t h r e e": { site: demo-admin, url: https://app.example.com }
sinks:
  - type: websockt
  - { url: https://hub.example.com }
  - { type: rest, url: "https://\${LM_TEST_HOST}", apikey: abc }
  - stdout
browser: { sandbox: "no", recycleAfterPages: 0 }
hub: { port: 70000 }
`;
    expect(await failureOf({ files: { "live-metrics.config.yaml": text } })).toBe(`LM_CONFIG_INVALID
live-metrics.config.yaml has 16 errors:

live-metrics.config.yaml:1:1  unknown key "targest"; did you mean "targets"?
  1 | targest: {}
    | ^^^^^^^

live-metrics.config.yaml:2:11  interval: must be a duration such as "500ms", "30s", "5m" or "1h"
  2 | interval: 30
    |           ^^

live-metrics.config.yaml:4:33  targets.one.url: must be an http:// or https:// address
  4 |   one: { site: demo-admin, url: ftp://app.example.com, intervall: 5s }
    |                                 ^^^^^^^^^^^^^^^^^^^^^

live-metrics.config.yaml:4:56  targets.one: unknown key "intervall"; did you mean "interval"?
  4 |   one: { site: demo-admin, url: ftp://app.example.com, intervall: 5s }
    |                                                        ^^^^^^^^^

live-metrics.config.yaml:5:3  targets.two.site: is required
  5 |   two: { url: app.example.com, timeout: 0s }
    |   ^^^

live-metrics.config.yaml:5:15  targets.two.url: must be an http:// or https:// address
  5 |   two: { url: app.example.com, timeout: 0s }
    |               ^^^^^^^^^^^^^^^

live-metrics.config.yaml:5:41  targets.two.timeout: must be more than 0s
  5 |   two: { url: app.example.com, timeout: 0s }
    |                                         ^^

live-metrics.config.yaml:6:3  targets.t h r e e: may have letters, digits, dot, dash and underscore
  6 |   "t h r e e": { site: demo-admin, url: https://app.example.com }
    |   ^^^^^^^^^^^

live-metrics.config.yaml:8:11  sinks.0.type: must be one of stdout, rest, websocket; did you mean "websocket"?
  8 |   - type: websockt
    |           ^^^^^^^^

live-metrics.config.yaml:9:5  sinks.1.type: is required, and must be one of stdout, rest, websocket
  9 |   - { url: https://hub.example.com }
    |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

live-metrics.config.yaml:10:24  sinks.2.url: the environment variable LM_TEST_HOST is not set; set it, or write \${LM_TEST_HOST:-otherwise}
  10 |   - { type: rest, url: "https://\${LM_TEST_HOST}", apikey: abc }
     |                        ^^^^^^^^^^^^^^^^^^^^^^^^^

live-metrics.config.yaml:10:51  sinks.2: unknown key "apikey"; did you mean "apiKey"?
  10 |   - { type: rest, url: "https://\${LM_TEST_HOST}", apikey: abc }
     |                                                   ^^^^^^

live-metrics.config.yaml:11:5  sinks.3: must be a map, not "stdout"
  11 |   - stdout
     |     ^^^^^^

live-metrics.config.yaml:12:21  browser.sandbox: must be true or false, not "no"
  12 | browser: { sandbox: "no", recycleAfterPages: 0 }
     |                     ^^^^

live-metrics.config.yaml:12:46  browser.recycleAfterPages: must be more than 0
  12 | browser: { sandbox: "no", recycleAfterPages: 0 }
     |                                              ^

live-metrics.config.yaml:13:14  hub.port: must be at most 65535
  13 | hub: { port: 70000 }
     |              ^^^^^`);
  });

  test("have a place in JSON too", async () => {
    const text = `{
  "targets": { "crm": { "site": "demo-admin", "url": "app.example.com" } },
  "sinks": [{ "type": "rset" }]
}`;
    expect(await failureOf({ files: { "live-metrics.config.json": text } })).toBe(`LM_CONFIG_INVALID
live-metrics.config.json has 2 errors:

live-metrics.config.json:2:54  targets.crm.url: must be an http:// or https:// address
  2 |   "targets": { "crm": { "site": "demo-admin", "url": "app.example.com" } },
    |                                                      ^^^^^^^^^^^^^^^^^

live-metrics.config.json:3:23  sinks.0.type: must be one of stdout, rest, websocket; did you mean "rest"?
  3 |   "sinks": [{ "type": "rset" }]
    |                       ^^^^^^`);
  });

  test("have a place in package.json, counted in the whole file", async () => {
    const text = `{
  "name": "shop",
  "live-metrics": {
    "snks": [],
    "interval": "often"
  }
}`;
    expect(await failureOf({ files: { "package.json": text } })).toBe(`LM_CONFIG_INVALID
package.json has 2 errors:

package.json:4:5  unknown key "snks"; did you mean "sinks"?
  4 |     "snks": [],
    |     ^^^^^^

package.json:5:17  interval: must be a duration such as "500ms", "30s", "5m" or "1h"
  5 |     "interval": "often"
    |                 ^^^^^^^`);
  });

  test.each([".live-metricsrc", ".live-metricsrc.yml"])("have a place in %s", async (name) => {
    expect(await failureOf({ files: { [name]: "intervall: 5s\n" } })).toBe(`LM_CONFIG_INVALID
${name} has 1 error:

${name}:1:1  unknown key "intervall"; did you mean "interval"?
  1 | intervall: 5s
    | ^^^^^^^^^`);
  });

  test.each(["live-metrics.config.ts", "live-metrics.config.mjs", ".live-metricsrc.js"])(
    "in the program %s are named by their path",
    async (name) => {
      expect(
        await failureOf({
          files: { [name]: 'export default { snks: [], targets: { crm: { site: "demo-admin", url: "nowhere" } } };\n' },
        }),
      ).toBe(`LM_CONFIG_INVALID
${name} has 2 errors:

${name}  targets.crm.url: must be an http:// or https:// address

${name}  unknown key "snks"; did you mean "sinks"?`);
    },
  );

  test.each([
    [
      'import "./nothing-here.mjs";\n',
      /^LM_CONFIG_INVALID\nlive-metrics\.config\.mjs cannot be run: Cannot find module /,
    ],
    ['throw new Error("no luck");\n', /^LM_CONFIG_INVALID\nlive-metrics\.config\.mjs cannot be run: no luck$/],
    ["export default {\n", /^LM_CONFIG_INVALID\nlive-metrics\.config\.mjs cannot be run: ./],
    [
      "export const config = {};\n",
      /^LM_CONFIG_INVALID\nlive-metrics\.config\.mjs exports nothing\nWrite: export default \{ targets: \{ … \} \}$/,
    ],
    [
      "export default () => ({});\n",
      /^LM_CONFIG_INVALID\nlive-metrics\.config\.mjs has 1 error:\n\nlive-metrics\.config\.mjs {2}must be a map, not a function$/,
    ],
  ])("that keep the program %j from giving a config are said", async (text, said) => {
    expect(await failureOf({ files: { "live-metrics.config.mjs": text } })).toMatch(said);
  });

  test("that keep a file from being read are shown with its name as the reader wrote it", async () => {
    expect(await failureOf({ files: { "crm.yaml": "targets:\n\tcrm: {}\n" }, file: "./crm.yaml" }))
      .toBe(`LM_CONFIG_INVALID
crm.yaml has 1 error:

crm.yaml:2:1  a tab cannot indent YAML; use spaces
  2 |  crm: {}
    | ^`);
  });

  test("of a site written inside the config have their place there", async () => {
    const text =
      "targets:\n  crm: { url: https://app.example.com, site: { version: 1, fields: { userId: .id, userNam: .name } } }\n";
    expect(await failureOf({ files: { "live-metrics.config.yaml": text } })).toBe(`LM_CONFIG_INVALID
live-metrics.config.yaml has 1 error:

live-metrics.config.yaml:2:83  targets.crm.site.fields: unknown key "userNam"; did you mean "userName"?
  2 |   crm: { url: https://app.example.com, site: { version: 1, fields: { userId: .id, userNam: .name } } }
    |                                                                                   ^^^^^^^`);
  });
});

describe("sites", () => {
  test("that are not there are shown all at once where they are named", async () => {
    await using folder = await tempFolder();
    const file = await folder.write(
      "live-metrics.config.yaml",
      "targets:\n  crm: { site: demo-admn, url: https://app.example.com }\n  wiki: { site: ./wiki.yaml, url: https://wiki.example.com }\n",
    );

    await expect(loadConfig({ file, cwd: folder.path, environment: {}, flags: {} })).rejects.toMatchObject({
      code: "LM_SITE_UNKNOWN",
      message: `live-metrics.config.yaml has 2 errors:

live-metrics.config.yaml:2:16  targets.crm.site: No site “demo-admn”: neither ${folder.path}/demo-admn nor a bundled site has that name. Did you mean “demo-admin”?
  2 |   crm: { site: demo-admn, url: https://app.example.com }
    |                ^^^^^^^^^

live-metrics.config.yaml:3:17  targets.wiki.site: No site “./wiki.yaml”: neither ${folder.path}/wiki.yaml nor a bundled site has that name. Write the path of a selector file relative to ${folder.path}, or list the bundled sites with: live-metrics sites
  3 |   wiki: { site: ./wiki.yaml, url: https://wiki.example.com }
    |                 ^^^^^^^^^^^`,
    });
  });

  test("are looked for beside the config file, wherever the program was started", async () => {
    await using folder = await tempFolder();
    await mkdir(join(folder.path, "watch"));
    await folder.write("watch/crm.yaml", "version: 1\ndescription: ours\nfields: { userId: .id }\n");
    await folder.write("watch/config.yaml", "targets: { crm: { site: ./crm.yaml, url: https://app.example.com } }\n");

    const { targets } = await loadConfig({ file: "watch/config.yaml", cwd: folder.path, environment: {}, flags: {} });

    expect(targets.crm?.site.description).toBe("ours");
  });

  test("with errors are shown with their own file and lines", async () => {
    await using folder = await tempFolder();
    const site = await folder.write("crm.yaml", "version: 1\nfields:\n  userNam: .name\n");
    await folder.write(
      "live-metrics.config.yaml",
      "targets: { crm: { site: crm.yaml, url: https://app.example.com } }\n",
    );

    await expect(loadConfig({ cwd: folder.path, environment: {}, flags: {} })).rejects.toMatchObject({
      code: "LM_SITE_INVALID",
      message: `${site} has 2 errors:

${site}:2:1  fields: userId is required; where the screen has no id, write userId: { from: userName }
  2 | fields:
    | ^^^^^^

${site}:3:3  fields: unknown key "userNam"; did you mean "userName"?
  3 |   userNam: .name
    |   ^^^^^^^`,
    });
  });
});

describe("the environment in a file", () => {
  const withKey =
    'sinks:\n  - { type: rest, url: "https://${LM_TEST_HOST:-hub.example.com}", apiKey: "${LM_TEST_KEY}" }\n';

  test("takes the place of its reference, or else what stands after :-", async () => {
    const files = { "live-metrics.config.yaml": withKey };
    expect(await load({ files, environment: { LM_TEST_KEY: "k1" } })).toHaveProperty("sinks", [
      { type: "rest", url: "https://hub.example.com", apiKey: "k1" },
    ]);
    expect(await load({ files, environment: { LM_TEST_KEY: "k1", LM_TEST_HOST: "other.example.com" } })).toHaveProperty(
      "sinks.0.url",
      "https://other.example.com",
    );
  });

  test("has a code of its own when all that is wrong is a variable that is not set", async () => {
    expect(await failureOf({ files: { "live-metrics.config.yaml": withKey } })).toBe(`LM_ENV_MISSING
live-metrics.config.yaml has 1 error:

live-metrics.config.yaml:2:76  sinks.0.apiKey: the environment variable LM_TEST_KEY is not set; set it, or write \${LM_TEST_KEY:-otherwise}
  2 |   - { type: rest, url: "https://\${LM_TEST_HOST:-hub.example.com}", apiKey: "\${LM_TEST_KEY}" }
    |                                                                            ^^^^^^^^^^^^^^^^`);
  });

  test("that is not set is named in a program, where there is no line to show", async () => {
    const text =
      'export default { sinks: [{ type: "rest", url: "https://hub.example.com", apiKey: "${LM_TEST_KEY}" }] };\n';
    expect(await failureOf({ files: { "live-metrics.config.mjs": text } })).toBe(`LM_ENV_MISSING
live-metrics.config.mjs has 1 error:

live-metrics.config.mjs  sinks.0.apiKey: the environment variable LM_TEST_KEY is not set; set it, or write \${LM_TEST_KEY:-otherwise}`);
  });
});

describe("where a value comes from", () => {
  const file = "interval: 5s\nhub: { port: 4001 }\n";

  test.each([
    ["the default", {}, { interval: 30_000, port: 3001 }],
    ["the file before the default", { files: { "live-metrics.config.yaml": file } }, { interval: 5_000, port: 4001 }],
    [
      "the environment before the file",
      {
        files: { "live-metrics.config.yaml": file },
        environment: { LIVE_METRICS_INTERVAL: "7s", METRICS_SERVER_PORT: "5001" },
      },
      { interval: 7_000, port: 5001 },
    ],
    [
      "a flag before the environment",
      {
        files: { "live-metrics.config.yaml": file },
        environment: { LIVE_METRICS_INTERVAL: "7s", METRICS_SERVER_PORT: "5001" },
        flags: { interval: "9s" },
      },
      { interval: 9_000, port: 5001 },
    ],
    ["a flag without any file", { flags: { interval: "9s" } }, { interval: 9_000, port: 3001 }],
    [
      "the file, where a variable is set but empty",
      { files: { "live-metrics.config.yaml": file }, environment: { LIVE_METRICS_INTERVAL: "" } },
      { interval: 5_000, port: 4001 },
    ],
  ])("is %s", async (_name, given, expected) => {
    const { interval, hub } = await load(given);
    expect({ interval, port: hub.port }).toEqual(expected);
  });

  test.each([
    [
      "LIVE_METRICS_INTERVAL",
      "often",
      'LM_CONFIG_INVALID\nLIVE_METRICS_INTERVAL=often: must be a duration such as "500ms", "30s", "5m" or "1h"',
    ],
    ["LIVE_METRICS_INTERVAL", "30d", "LM_CONFIG_INVALID\nLIVE_METRICS_INTERVAL=30d: must be at most 24d"],
    ["METRICS_SERVER_PORT", "web", 'LM_CONFIG_INVALID\nMETRICS_SERVER_PORT=web: must be a number, not "web"'],
  ])("is named when the variable %s holds %j", async (name, value, said) => {
    expect(await failureOf({ environment: { [name]: value } })).toBe(said);
  });

  test("is named when a flag cannot be read", async () => {
    expect(await failureOf({ flags: { interval: "10" } })).toBe(
      'LM_USAGE\n--interval 10: must be a duration such as "500ms", "30s", "5m" or "1h"\nSee the command\'s --help.',
    );
  });
});

describe("the file", () => {
  test("that is named but not there is said to be so", async () => {
    expect(await failureOf({ file: "crm.yaml" })).toBe(
      "LM_CONFIG_MISSING\ncrm.yaml is not there\nName another one with --config, or start from one of the examples in config/.",
    );
  });

  test("that is a folder cannot be read", async () => {
    expect(await failureOf({ file: "." })).toMatch(/^LM_CONFIG_MISSING\n\. cannot be read: EISDIR/);
  });

  test("may be left out", async () => {
    expect(await load({})).toMatchObject({ file: undefined, targets: {}, interval: 30_000 });
  });

  test.each(["live-metrics.config.yaml", "live-metrics.config.json"])("%s may be empty", async (name) => {
    expect(await load({ files: { [name]: "" } })).toMatchObject({
      file: expect.stringContaining(name) as string,
      targets: {},
    });
  });

  test.each([
    ["live-metrics.config.yaml", "interval: 5s\n"],
    ["live-metrics.config.yml", "interval: 5s\n"],
    ["live-metrics.config.json", '{ "interval": "5s" }'],
    ["live-metrics.config.js", 'module.exports = { interval: "5s" };\n'],
    ["live-metrics.config.mjs", 'export default { interval: "5s" };\n'],
    ["live-metrics.config.ts", 'const config: { interval: string } = { interval: "5s" };\nexport default config;\n'],
    [".live-metricsrc", "interval: 5s\n"],
    [".live-metricsrc.json", '{ "interval": "5s" }'],
    ["package.json", '{ "live-metrics": { "interval": "5s" } }'],
  ])("%s is found", async (name, content) => {
    expect(await load({ files: { [name]: content } })).toMatchObject({
      interval: 5_000,
      file: expect.stringMatching(new RegExp(`/${RegExp.escape(name)}$`)) as string,
    });
  });

  test("is found from a folder below it", async () => {
    await using folder = await tempFolder();
    const path = await folder.write("live-metrics.config.yaml", "interval: 5s\n");
    await mkdir(join(folder.path, "a"));

    expect(await loadConfig({ cwd: join(folder.path, "a"), environment: {}, flags: {} })).toMatchObject({
      interval: 5_000,
      file: path,
    });
  });

  test("is not package.json while that has no live-metrics", async () => {
    expect(await load({ files: { "package.json": '{ "name": "shop" }' } })).toMatchObject({ file: undefined });
  });
});
