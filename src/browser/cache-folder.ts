import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { EnvironmentError } from "../errors.ts";

/**
 * The folder for browsers and their profiles, made if need be and private to this user. Programs are started from it,
 * so one that belongs to somebody else is refused.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const folder = makeFolder(usualFolder(env)) ?? makeFolder(temporaryFolder());
  if (folder === undefined)
    throw new EnvironmentError(`The cache folder ${temporaryFolder()} cannot be made`, {
      code: "LM_STATE_UNUSABLE",
      hint: "Set XDG_CACHE_HOME to a folder this user can write.",
    });

  const { uid, mode } = lstatSync(folder);
  if (uid !== (process.getuid?.() ?? uid))
    throw new EnvironmentError(`The cache folder ${folder} belongs to another user (uid ${uid})`, {
      code: "LM_STATE_UNUSABLE",
      hint: "Remove it, or set XDG_CACHE_HOME to a folder of your own.",
    });
  if ((mode & 0o077) !== 0) chmodSync(folder, 0o700);
  return folder;
}

function usualFolder(env: NodeJS.ProcessEnv): string | undefined {
  const home = homeFolder(env);
  const parent = isAbsolute(env.XDG_CACHE_HOME ?? "") ? env.XDG_CACHE_HOME : home && join(home, ".cache");
  return parent && join(parent, "live-metrics");
}

/** Undefined where neither HOME nor the password file knows one, as in a container with a bare uid. */
export function homeFolder(env: NodeJS.ProcessEnv): string | undefined {
  if (env.HOME) return env.HOME;
  try {
    return homedir();
  } catch {
    return undefined; // Node throws ERR_SYSTEM_ERROR for a uid without an entry.
  }
}

function temporaryFolder(): string {
  return join(tmpdir(), `live-metrics-${process.getuid?.() ?? "user"}`);
}

/** The folder, if it is one or could be made; a link in its place is not followed. */
function makeFolder(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return lstatSync(path).isDirectory() ? path : undefined;
  } catch {
    return undefined; // A home that cannot be written: the caller tries the next place.
  }
}
