import { once } from "node:events";
import { z } from "zod";
import { loadConfig, secretsOf, settings } from "../../config/load.ts";
import { openStateFolder } from "../../config/state-folder.ts";
import { defineCommand } from "../command.ts";
import { configFlags, lifetimeFlags, stateFlags, talkFlags } from "../flags.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { createTalk } from "../talk.ts";
import { tellWhere } from "../tell-where.ts";

const serveFlags = z.strictObject({
  ...configFlags.shape,
  ...lifetimeFlags.shape,
  ...stateFlags.shape,
  ...talkFlags.shape,
});

export const serve = defineCommand({
  usage: "serve",
  summary: "Run the hub and the Live Metrics page alone",
  flags: serveFlags,
  configSettings: settings.filter(({ path }) => path[0] === "hub"),
  examples: [
    ["live-metrics serve", "the hub on http://127.0.0.1:3001"],
    ["live-metrics serve --port 0", "on a free port, which is printed"],
    ["live-metrics serve --public-url https://metrics.example.com", "behind a proxy; needs a key"],
  ],

  async run({ flags, given }) {
    const config = await loadConfig({ file: flags.config, cwd: process.cwd(), environment: process.env, flags: given });
    const { log, status, confide } = createTalk(flags, secretsOf(config));
    if (config.file !== undefined) log.info(`Config: ${config.file}`);
    using interrupt = listenForInterrupt(() => log.info("Closing the hub"), flags.for);
    const stateFolder = openStateFolder({ given: flags.stateDir, configFile: config.file, environment: process.env });

    const { openLockedHub } = await import("../../local-hub.ts");
    const hub = await openLockedHub({ config, stateFolder, log });
    try {
      tellWhere(hub, { log, confide });
      if (!interrupt.stop.aborted) await once(interrupt.stop, "abort");
    } finally {
      await Promise.race([hub.close(), once(interrupt.abort, "abort")]);
      status.end();
    }
    return interrupt.code() ?? 0;
  },
});
