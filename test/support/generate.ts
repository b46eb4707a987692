import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { generatedFiles } from "./generated-files.ts";

const root = resolve(import.meta.dirname, "../..");
for (const [path, content] of Object.entries(await generatedFiles())) await writeFile(resolve(root, path), content);
