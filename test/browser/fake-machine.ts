import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { BrowserRequest } from "../../src/browser/sources.ts";
import { tempFolder } from "../support/temp-folder.ts";

interface FakeMachine extends AsyncDisposable {
  /** A request that sees nothing but this machine. */
  request: BrowserRequest;
  /** Puts a program at a path relative to its root, and returns where. */
  install(path: string, script?: string): Promise<string>;
  /** Where the unpacked browser of the npm package is looked for. */
  npmShell: string;
}

const packageJson = join(
  dirname(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium"))),
  "package.json",
);
const { version } = createRequire(import.meta.url)(packageJson) as { version: string };

const brokenLoader = "echo 'chromium: error while loading shared libraries: libnspr4.so: cannot open' >&2; exit 127";

/** A machine without any browser: even the npm package's one lacks its libraries. */
export async function fakeMachine(): Promise<FakeMachine> {
  const root = await tempFolder();
  const install: FakeMachine["install"] = async (path, script = "echo Chromium 150.0.1.2") => {
    const full = join(root.path, path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, `#!/bin/sh\n${script}\n`);
    await chmod(full, 0o755);
    return full;
  };
  const npmShell = `cache/npm-shell-${version}/chromium`;
  await install(npmShell, brokenLoader);
  const env = { PATH: join(root.path, "bin"), HOME: join(root.path, "home") };
  return {
    request: { path: undefined, headed: false, env, cache: join(root.path, "cache") },
    install,
    npmShell,
    [Symbol.asyncDispose]: () => root[Symbol.asyncDispose](),
  };
}
