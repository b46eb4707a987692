import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import { gzipAsync } from "@gfx/zopfli";

/**
 * Writes beside the files of the built page what the hub sends of them, by the endings that it looks for. Both encoders
 * take the time for the least there can be, since a build is once.
 */
const encoders = {
  ".br": promisify(brotliCompress),
  ".gz": (content: Buffer) => gzipAsync(content, {}),
};

/** What is smaller comes in one packet anyway. */
const encodedFromBytes = 1_024;

const [, , folder = "dist/page"] = process.argv;
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
  if (entry.isFile()) await encode(path.join(entry.parentPath, entry.name));

async function encode(file: string): Promise<void> {
  const content = await readFile(file);
  if (content.length < encodedFromBytes) return;

  for (const [ending, encoder] of Object.entries(encoders)) {
    const encoded = await encoder(content);
    if (encoded.length < content.length) await writeFile(file + ending, encoded);
  }
}
