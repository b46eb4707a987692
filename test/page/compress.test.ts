import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { tempFolder } from "../support/temp-folder.ts";

const script = path.join(import.meta.dirname, "../../src/page/compress.ts");

test("beside a file of the page lies what it is in brotli and gzip, where that is less to send", async () => {
  await using folder = await tempFolder();
  await mkdir(path.join(folder.path, "assets"));
  const code = "document.title = 'Größe';\n".repeat(200);
  await folder.write("index.html", "<!doctype html><title>Live Metrics</title>");
  await folder.write("assets/app.js", code);
  await writeFile(path.join(folder.path, "assets/noise.bin"), randomBytes(2_000));

  // Once more, since what it has written is not to be compressed again.
  for (const _ of ["once", "again"]) await promisify(execFile)(process.execPath, [script, folder.path]);

  const files = await readdir(folder.path, { recursive: true });
  expect(files.sort()).toEqual([
    "assets",
    "assets/app.js",
    "assets/app.js.br",
    "assets/app.js.gz",
    "assets/noise.bin",
    "index.html",
  ]);
  const [brotli, gzip] = await Promise.all(
    ["br", "gz"].map((ending) => readFile(path.join(folder.path, `assets/app.js.${ending}`))),
  );
  expect(brotliDecompressSync(brotli!).toString()).toBe(code);
  expect(gunzipSync(gzip!).toString()).toBe(code);
});
