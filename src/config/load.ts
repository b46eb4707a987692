import { dirname, resolve } from "node:path";
import querystring from "node:querystring";
import { findProblems, toConfigError } from "../document/check.ts";
import type { Problem, SourceDocument } from "../document/document.ts";
import { ConfigError } from "../errors.ts";
import { loadRecordings, loadSite } from "../site/load.ts";
import type { Site } from "../site/schema.ts";
import { fillFromEnvironment, type Environment } from "./environment.ts";
import { findConfig } from "./find-config.ts";
import { overrideFromEnvironment, overrideFromFlags } from "./override.ts";
import { config as configSchema, type Config, type TargetConfig } from "./schema.ts";
import { toSettings } from "./setting.ts";
import { findMisfits, toTargetSite } from "./target-site.ts";

/** A target with its selector file loaded. */
export interface LoadedTarget extends Omit<TargetConfig, "site"> {
  site: Site;
}

export interface LoadedConfig extends Omit<Config, "targets"> {
  targets: Record<string, LoadedTarget>;
  /** The file it came from; undefined when there is none. */
  file: string | undefined;
}

interface LoadOptions {
  /** The file named by the user; without it the usual places are searched. */
  file?: string | undefined;
  cwd: string;
  environment: Environment;
  /** Flags by their commander names. */
  flags: Readonly<Record<string, unknown>>;
}

export const settings = toSettings(configSchema);

/** Finds, reads and checks the config: defaults < file < environment < flags. Throws with every error of the file. */
export async function loadConfig({ file, cwd, environment, flags }: LoadOptions): Promise<LoadedConfig> {
  const found = await findConfig(file, cwd);
  const document = found?.document ?? { file: "the flags", text: "", value: {} };
  const parsed = parse(document, environment, flags);

  const targets = await loadTargets(parsed.targets, document, found ? dirname(found.path) : cwd);
  return { ...parsed, hub: locateKey(parsed.hub, found ? dirname(found.path) : cwd), targets, file: found?.path };
}

/** Like all files that a config names, from where it is. */
function locateKey(hub: Config["hub"], folder: string): Config["hub"] {
  return hub.jwtPublicKey === undefined ? hub : { ...hub, jwtPublicKey: resolve(folder, hub.jwtPublicKey) };
}

/** What of a config must never be seen in a log: what logins type, but for names of accounts, and the hub's secrets. */
export function secretsOf({ targets, hub }: LoadedConfig): string[] {
  const typed = Object.values(targets).flatMap(({ login = {} }) =>
    Object.entries(login).flatMap(([name, value]) => (isAccountName(name) ? [] : [value])),
  );
  return [...typed, ...passwordsOf(hub)];
}

function passwordsOf({ jwtSecret, databaseUrl }: Config["hub"]): string[] {
  const written = databaseUrl === undefined ? "" : new URL(databaseUrl).password;
  // A driver names it as it is, not as the address writes it.
  const password = querystring.unescape(written);
  return [jwtSecret, databaseUrl, written, password].filter((secret) => Boolean(secret)) as string[];
}

/** Words such as “admin” stand in many a line that is no secret. */
function isAccountName(name: string): boolean {
  return /^(user(name)?|e?-?mail|login|account)$/i.test(name);
}

function parse(document: SourceDocument, environment: Environment, flags: Readonly<Record<string, unknown>>): Config {
  const filled = fillFromEnvironment(document, environment);
  const written =
    typeof filled.value === "object" && filled.value !== null && !Array.isArray(filled.value)
      ? filled.value
      : undefined;
  const value = written
    ? overrideFromFlags(overrideFromEnvironment(written, settings, environment), settings, flags)
    : filled.value;

  const checked = findProblems({ ...document, value }, configSchema);
  const named = new Set(filled.problems.map(({ path }) => path.join(".")));
  const others = checked.problems.filter(({ path }) => !named.has(path.join(".")));
  if (filled.problems.length + others.length === 0) return checked.value!;

  throw toConfigError(document, others.length === 0 ? "LM_ENV_MISSING" : "LM_CONFIG_INVALID", [
    ...filled.problems,
    ...others,
  ]);
}

async function loadTargets(
  targets: Config["targets"],
  document: SourceDocument,
  folder: string,
): Promise<LoadedConfig["targets"]> {
  const loaded: LoadedConfig["targets"] = {};
  const unknown: Problem[] = [];
  const misfits: Problem[] = [];
  for (const [name, target] of Object.entries(targets)) {
    const problemAt = (key: readonly string[], message: string): Problem => {
      const path = ["targets", name, ...key];
      return { path, message, place: document.locate?.(path) };
    };
    try {
      const site =
        typeof target.site === "string"
          ? await loadSite(target.site, folder)
          : await loadRecordings(target.site, folder);
      loaded[name] = { ...target, site: toTargetSite(site, target) };
      misfits.push(...findMisfits(site, target).map(({ key, message }) => problemAt(key, message)));
    } catch (error) {
      if (!(error instanceof ConfigError) || error.code !== "LM_SITE_UNKNOWN") throw error;
      unknown.push(problemAt(["site"], error.hint === undefined ? error.message : `${error.message}. ${error.hint}`));
    }
  }

  if (unknown.length > 0) throw toConfigError(document, "LM_SITE_UNKNOWN", [...unknown, ...misfits]);
  if (misfits.length > 0) throw toConfigError(document, "LM_CONFIG_INVALID", misfits);
  return loaded;
}
