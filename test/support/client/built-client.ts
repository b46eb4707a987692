import { build, mergeConfig } from "vite";
import config from "../../../src/client/vite.config.ts";
import { tempFolder, type TempFolder } from "../temp-folder.ts";

/** The client's one file as it is shipped, `client.js` in a folder of its own. */
export async function buildClient(): Promise<TempFolder> {
  const folder = await tempFolder();
  await build(mergeConfig(config, { configFile: false, logLevel: "error", build: { outDir: folder.path } }));
  return folder;
}
