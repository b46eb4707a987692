import path from "node:path";
import { build, mergeConfig, type InlineConfig } from "vite";
import config from "../../src/page/vite.config.ts";
import { tempFolder, type TempFolder } from "./temp-folder.ts";

/** The page as it is shipped, built from its source into a folder of its own. */
export async function buildPage(): Promise<TempFolder> {
  return await buildWith({});
}

/** An app with the page as a part of it, which goes by `globalThis.given`. */
export async function buildOtherApp(): Promise<TempFolder> {
  return await buildWith({ root: path.join(import.meta.dirname, "other-app") });
}

async function buildWith(differs: InlineConfig): Promise<TempFolder> {
  const folder = await tempFolder();
  // Vite would build a page for development, as that is what the test runner says.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = "production";
  try {
    const out: InlineConfig = { configFile: false, logLevel: "error", build: { outDir: folder.path } };
    await build(mergeConfig(mergeConfig(config, out), differs));
  } finally {
    process.env.NODE_ENV = NODE_ENV;
  }
  return folder;
}
