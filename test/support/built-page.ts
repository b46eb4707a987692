import { build, mergeConfig } from "vite";
import config from "../../src/page/vite.config.ts";
import { tempFolder, type TempFolder } from "./temp-folder.ts";

/** The page as it is shipped, built from its source into a folder of its own. */
export async function buildPage(): Promise<TempFolder> {
  const folder = await tempFolder();
  // Vite would build a page for development, as that is what the test runner says.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = "production";
  try {
    await build(mergeConfig(config, { configFile: false, logLevel: "error", build: { outDir: folder.path } }));
  } finally {
    process.env.NODE_ENV = NODE_ENV;
  }
  return folder;
}
