import { lstat, readFile, rename, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { EnvironmentError } from "../errors.ts";
import { runCommand } from "./command.ts";
import { createOwnedFolder, removeFolder, sweepOwnedFolders } from "./owned-folder.ts";

/** The version installed where no browser can be downloaded; it is the one this project is tested with. */
export const npmShellPackage = "@sparticuz/chromium@153.0.0";

export const isNpmShellPlatform = process.platform === "linux" && process.arch === "x64";

interface NpmShell {
  path: string;
  /** The package carries libraries for machines without nss, to be used only where the system has none. */
  libraries: string;
  fonts: string;
}

/** Unpacks the browser that comes as an npm package into the cache folder, once; undefined when it is not installed. */
export async function unpackNpmShell(cache: string): Promise<NpmShell | undefined> {
  const entry = findEntry(cache);
  if (entry === undefined) return undefined;

  const root = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const folder = join(cache, `npm-shell-${version}`);
  if (!existsSync(folder)) await unpack(entry, join(root, "bin"), { cache, folder });
  await refuseForeign(folder);
  return { path: join(folder, "chromium"), libraries: join(folder, "al2023", "lib"), fonts: join(folder, "fonts") };
}

/** What to say about https pages, when the libraries of the package are in use and lack the one that TLS needs. */
export async function findHttpsFault({ libraries }: NpmShell, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { stdout } = await runCommand("ldd", [join(libraries, "libsoftokn3.so")], { env, timeoutMs: 5_000 });
  // Without this library the whole browser dies at the first TLS handshake.
  return /libsqlite3\S* => not found/.test(stdout)
    ? "Install what https needs: apt-get install -y --no-install-recommends libnss3 libexpat1"
    : undefined;
}

/** Beside this package, or where `live-metrics browser install` put it. */
function findEntry(cache: string): string | undefined {
  for (const base of [import.meta.url, pathToFileURL(join(npmShellHome(cache), "package.json"))])
    try {
      return createRequire(base).resolve("@sparticuz/chromium");
    } catch {
      continue; // Not installed there.
    }
  return undefined;
}

export function npmShellHome(cache: string): string {
  return join(cache, "npm");
}

const archives = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"];

/** The machine's fonts and those of the package, which alone suffice: without any, Chromium dies at the first form field. */
const fontsConfig = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="relative">cache</cachedir>
</fontconfig>
`;

/** Unpacks aside and renames, so that no process ever sees half a browser and the first of several wins. */
async function unpack(entry: string, archiveFolder: string, { cache, folder }: { cache: string; folder: string }) {
  const unpacking = join(cache, "unpacking");
  await sweepOwnedFolders(unpacking);
  const temporary = await createOwnedFolder(unpacking);
  try {
    const { inflate } = (await import(pathToFileURL(entry).href)) as { inflate: (archive: string) => Promise<string> };
    await Promise.all(inTemporaryFolder(temporary, () => archives.map((name) => inflate(join(archiveFolder, name)))));
    await writeFile(join(temporary, "fonts", "fonts.conf"), fontsConfig);
    await rename(temporary, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    await removeFolder(temporary);
  }
}

/** The package writes to the system's temporary folder, which it looks up when called, before it waits for anything. */
function inTemporaryFolder<T>(folder: string, start: () => T): T {
  const usual = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    return start();
  } finally {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
  }
}

async function refuseForeign(folder: string): Promise<void> {
  const { uid } = await lstat(folder);
  if (uid === process.getuid?.()) return;
  throw new EnvironmentError(`${folder} belongs to another user (uid ${uid}) and is not started`, {
    code: "LM_BROWSER_UNUSABLE",
    hint: "Remove it; it is unpacked again.",
  });
}
