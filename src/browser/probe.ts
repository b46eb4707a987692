import { access, constants, stat } from "node:fs/promises";
import { runCommand } from "./command.ts";

export type Probe = { ok: true; version: string } | { ok: false; reason: string };

const versionTimeoutMs = 15_000;

/** Says whether `path` is a Chromium that this machine can start, by asking it for its version. */
export async function probe(path: string, env: NodeJS.ProcessEnv): Promise<Probe> {
  const fault = await findFault(path);
  if (fault !== undefined) return { ok: false, reason: fault };
  // On Windows `--version` opens a window and prints nothing.
  if (process.platform === "win32") return { ok: true, version: "unknown" };

  const { ok, stdout, reason } = await runCommand(path, ["--version"], { env, timeoutMs: versionTimeoutMs });
  if (!ok) return { ok: false, reason };
  const version = /\d+\.\d+\.\d+\.\d+/.exec(stdout)?.[0];
  return version ? { ok: true, version } : { ok: false, reason: `is not Chromium: it says "${stdout.trim()}"` };
}

async function findFault(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return "does not exist";
  if (!stats.isFile()) return "is not a file";
  const executable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  return executable ? undefined : "is not executable";
}
