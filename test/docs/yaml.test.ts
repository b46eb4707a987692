import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { z } from "zod";
import { config } from "../../src/config/schema.ts";
import { findProblems } from "../../src/document/check.ts";
import { readDocument } from "../../src/document/document.ts";
import { site } from "../../src/site/schema.ts";
import { fencesOf } from "../support/doc-examples.ts";

const root = resolve(import.meta.dirname, "../..");
const docs = readdirSync(resolve(root, "docs"), { recursive: true, encoding: "utf8" });
const pages = ["README.md", ...docs.filter((file) => file.endsWith(".md")).map((file) => `docs/${file}`)];

async function blocksOf(page: string) {
  const fences = fencesOf(await readFile(resolve(root, page), "utf8"));
  return fences
    .filter(({ language }) => language === "yaml")
    .map(({ body, line }) => ({ body, place: `${page}:${line}` }));
}

test.each((await Promise.all(pages.map(blocksOf))).flat())("the YAML at $place is a valid file", ({ body, place }) => {
  const { document, syntax } = readDocument(body, place);
  expect(syntax).toEqual([]);
  const schema: z.ZodType = "version" in (document.value as object) ? site : config;
  expect(findProblems(document, schema).problems).toEqual([]);
});
