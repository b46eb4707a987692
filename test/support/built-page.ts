import { build, mergeConfig } from "vite";
import config from "../../src/page/vite.config.ts";
import { tempFolder, type TempFolder } from "./temp-folder.ts";

/** The page as it is shipped, built from its source into a folder of its own. */
export async function buildPage(): Promise<TempFolder> {
  const folder = await tempFolder();
  await build(mergeConfig(config, { configFile: false, logLevel: "error", build: { outDir: folder.path } }));
  return folder;
}
