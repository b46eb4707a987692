import { describe, expect, test } from "vitest";
import { loadConfig, secretsOf } from "../../src/config/load.ts";
import { LiveMetricsError } from "../../src/errors.ts";
import { tempFolder } from "../support/temp-folder.ts";

const siteFile = `version: 1
locale: de-DE
login:
  steps:
    - { type: { into: "#user", secret: username } }
    - { type: { into: "#pass", secret: password } }
  success: .signed-in
fields:
  userId: .id
  userName: { text: .name, privacy: mask }
  pageViews: .views
`;

async function load(target: string) {
  await using folder = await tempFolder();
  await folder.write("users.yaml", siteFile);
  await folder.write(
    "live-metrics.config.yaml",
    `targets:\n  crm: { site: ./users.yaml, url: "https://app.example.com", ${target} }\n`,
  );
  return await loadConfig({
    file: undefined,
    cwd: folder.path,
    environment: { APP_PASSWORD: "correct horse" },
    flags: {},
  });
}

async function errorsOf(target: string): Promise<string[]> {
  try {
    await load(target);
  } catch (error) {
    if (error instanceof LiveMetricsError)
      return error.message.split("\n").filter((line) => line.startsWith("live-metrics.config.yaml:"));
    throw error;
  }
  return [];
}

describe("a target", () => {
  test("reads its site in its own language, zone and policies", async () => {
    const { targets } = await load(
      'locale: fr-FR, timeZone: "Europe/Paris", privacy: { userName: keep, userId: hash }',
    );
    const { locale, timeZone, fields } = targets.crm!.site;
    expect({ locale, timeZone, userName: fields.userName?.privacy, userId: fields.userId?.privacy }).toEqual({
      locale: "fr-FR",
      timeZone: "Europe/Paris",
      userName: "keep",
      userId: "hash",
    });
  });

  test("leaves its site as it is where it says nothing", async () => {
    const { targets } = await load("timeout: 5s");
    const { locale, timeZone, fields } = targets.crm!.site;
    expect([locale, timeZone, fields.userName?.privacy]).toEqual(["de-DE", "UTC", "mask"]);
  });

  test("takes its secrets from the environment, and they are known as such", async () => {
    const config = await load('login: { username: admin, password: "${APP_PASSWORD}" }');
    expect(config.targets.crm!.login).toEqual({ username: "admin", password: "correct horse" });
    expect(secretsOf(config)).toEqual(["correct horse"]);
  });

  test.each([
    ["login: { username: admin }", "3:1  targets.crm.login: lacks “password”, which the site's login types"],
    [
      "privacy: { userId: mask }",
      "targets.crm.privacy.userId: must be keep or hash for userId: masked ids would make one person of many",
    ],
    [
      "privacy: { pageViews: hash }",
      "targets.crm.privacy.pageViews: must be keep or drop for pageViews, which is no text",
    ],
    ["privacy: { company: drop }", "targets.crm.privacy.company: is for a field that the site does not read"],
    ["locale: german", "targets.crm.locale: must be a language tag"],
    ["timeZone: Berlin", "targets.crm.timeZone: must be a time zone"],
    ["origins: [sso.example.com]", "targets.crm.origins.0: must be an origin such as https://sso.example.com"],
  ])("is refused with %s", async (target, message) => {
    const errors = await errorsOf(target);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(message.replace(/^3:1 {2}/, ""));
  });
});

test("a login for a site that does not say how to sign in is refused", async () => {
  await using folder = await tempFolder();
  await folder.write(
    "live-metrics.config.yaml",
    `targets:\n  crm: { site: { version: 1, fields: { userId: .id } }, url: "https://app.example.com", login: { password: x } }\n`,
  );
  const loading = loadConfig({ file: undefined, cwd: folder.path, environment: {}, flags: {} });
  await expect(loading).rejects.toThrow("targets.crm.login: is given, but the site does not say how to sign in");
});
