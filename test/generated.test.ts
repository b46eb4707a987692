import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { generatedFiles } from "./support/generated-files.ts";

describe("generated files", async () => {
  for (const [path, content] of Object.entries(await generatedFiles()))
    test(`${path} is what the schemas say; run npm run generate`, async () => {
      expect(await readFile(path, "utf8")).toBe(content);
    });
});
