import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";
import { EnvironmentError } from "../errors.ts";
import type { Environment } from "./environment.ts";

interface StateFolderOptions {
  /** What `--state-dir` says. */
  given: string | undefined;
  configFile: string | undefined;
  environment: Environment;
}

/**
 * The folder of one config's state, made with mode 0700: the one given, else `LIVE_METRICS_STATE_DIR`, else one a
 * config below the user's state folder, so that two configs never share a lock or a database.
 */
export function openStateFolder({ given, configFile, environment }: StateFolderOptions): string {
  // A variable that is set but empty counts as not set.
  const named = given ?? environment.LIVE_METRICS_STATE_DIR;
  const folder = resolve(named || join(stateHome(environment), "live-metrics", nameOf(configFile)));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch (cause) {
    throw new EnvironmentError(`The state folder ${folder} cannot be written: ${(cause as Error).message}`, {
      code: "LM_STATE_UNUSABLE",
      cause,
      hint: "Name another one with --state-dir or LIVE_METRICS_STATE_DIR.",
    });
  }
}

function stateHome(environment: Environment): string {
  return environment.XDG_STATE_HOME || join(environment.HOME || homedir(), ".local", "state");
}

/** Readable, and different for files of one name in two folders. */
function nameOf(configFile: string | undefined): string {
  if (configFile === undefined) return "default";
  const digest = createHash("sha256").update(resolve(configFile)).digest("hex").slice(0, 8);
  return `${basename(configFile).replace(/\.\w+$/, "")}-${digest}`;
}
