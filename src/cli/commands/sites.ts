import { z } from "zod";
import { bundledFolder, bundledSites, loadSite } from "../../site/load.ts";
import { defineCommand } from "../command.ts";

export const sites = defineCommand({
  usage: "sites",
  summary: "List the selector files that come with the package",
  flags: z.strictObject({
    json: z.boolean().default(false).meta({ description: "One JSON object a line", flag: "--json" }),
  }),
  examples: [["live-metrics sites", "name and description of each; use the name as `site:`"]],

  async run({ flags }) {
    const names = await bundledSites();
    const width = Math.max(...names.map((name) => name.length));
    for (const name of names) {
      const { description = "", path = "" } = await loadSite(name, bundledFolder);
      process.stdout.write(
        flags.json ? `${JSON.stringify({ name, description, path })}\n` : `${name.padEnd(width)}  ${description}\n`,
      );
    }
    return 0;
  },
});
