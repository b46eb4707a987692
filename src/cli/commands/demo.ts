import { z } from "zod";
import { settings } from "../../config/load.ts";
import { overrideFromEnvironment, overrideFromFlags } from "../../config/override.ts";
import { config as configSchema } from "../../config/schema.ts";
import { readTrouble } from "../../mock/demo-app/read-troubles.ts";
import { troubles } from "../../mock/demo-app/troubles/index.ts";
import { bundledFolder, loadSite } from "../../site/load.ts";
import { defineCommand } from "../command.ts";
import { lifetimeFlags, talkFlags } from "../flags.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { runToEnd } from "../run-to-end.ts";
import { createTalk } from "../talk.ts";
import { throwAwayFolder } from "../throw-away-folder.ts";

const trouble = z.string().superRefine((written, context) => {
  const reading = readTrouble(written);
  if (!reading.ok) context.addIssue({ code: "custom", message: reading.problem });
});

const demoFlags = z.strictObject({
  people: z
    .int()
    .min(1)
    .max(1_000)
    .default(24)
    .meta({ description: "Users of the demo app", flag: "--people <count>" }),
  trouble: z
    .array(trouble)
    .optional()
    .meta({ description: `Let the app misbehave: ${Object.keys(troubles).join(", ")}`, flag: "--trouble <name>" }),
  ...lifetimeFlags.shape,
  ...talkFlags.shape,
});

const portSetting = settings.filter(({ path }) => path.join(".") === "hub.port");

export const demo = defineCommand({
  usage: "demo",
  summary: "Watch the whole pipeline at work on an app made for it",
  flags: demoFlags,
  configSettings: portSetting,
  examples: [
    ["live-metrics demo", "an app whose users change, read every 2 s, shown on http://127.0.0.1:3001"],
    ["live-metrics demo --for 20s", "the same, ending by itself"],
    ["live-metrics demo --trouble slow:5000", "the same, with an app that takes 5 s for each answer"],
  ],

  async run({ flags, given }) {
    const talk = createTalk(flags, []);
    const chosen = overrideFromFlags(overrideFromEnvironment({}, portSetting, process.env), portSetting, given);
    using interrupt = listenForInterrupt(
      () => talk.log.info("Finishing; press Ctrl+C again to leave at once"),
      flags.for,
    );
    await using state = await throwAwayFolder();

    const { openDemoApp } = await import("../../mock/demo-app/server.ts");
    const app = await openDemoApp({ count: flags.people, troubles: flags.trouble ?? [] });
    talk.log.info(`Demo app: ${new URL("users", app.url).href}`);

    try {
      // Read often enough to watch it happen.
      const { targets, ...base } = configSchema.parse({
        ...chosen,
        targets: { demo: { url: app.url, site: "demo-admin", interval: "2s" } },
      });
      const site = await loadSite("demo-admin", bundledFolder);
      const config = {
        ...base,
        file: undefined,
        targets: { demo: { ...targets.demo!, site } },
      };
      const work = { config, targets: ["demo"], mock: undefined, once: false, sinks: [], serve: true };
      return await runToEnd({ ...work, stateFolder: state.path, keepsState: false }, { talk, interrupt });
    } finally {
      await app.close();
    }
  },
});
