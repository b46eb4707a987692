import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";

const folder = resolve(import.meta.dirname, "../../config");
const examples = readdirSync(folder).filter((file) => file.endsWith(".config.yaml"));

describe("the examples in config/", () => {
  test.each(examples)("%s is a valid config", async (file) => {
    const environment = { METRICS_KEY: "example" };
    const config = await loadConfig({ file, cwd: folder, environment, flags: {} });
    expect(Object.keys(config.targets).length).toBeGreaterThan(0);
  });
});
