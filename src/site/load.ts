import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { checkDocument } from "../document/check.ts";
import { closest } from "../document/closest.ts";
import { readDocumentFile } from "../document/read-file.ts";
import { ConfigError } from "../errors.ts";
import { site, type Site } from "./schema.ts";
import { recordedFlow, type StepList } from "./steps.ts";

/** The selector files that come with the package. */
export const bundledFolder = resolve(import.meta.dirname, "../../selectors");

/**
 * Finds and checks a selector file: a path relative to `folder`, else the name of a bundled site.
 * Throws a ConfigError with every problem of the file.
 */
export async function loadSite(reference: string, folder: string): Promise<Site> {
  const path = await findSite(reference, folder);
  const shownAs = relative(process.cwd(), path);
  const document = await readDocumentFile(path, shownAs.startsWith("..") ? path : shownAs, {
    missing: "LM_SITE_UNKNOWN",
    invalid: "LM_SITE_INVALID",
  });
  return await loadRecordings(checkDocument(document, site, "LM_SITE_INVALID"), dirname(path));
}

/** The site with the recordings that it names read from their files, beside the file that names them. */
export async function loadRecordings(site: Site, folder: string): Promise<Site> {
  const steps = await loadRecording(site.steps, folder);
  return site.login
    ? { ...site, steps, login: { ...site.login, steps: await loadRecording(site.login.steps, folder) } }
    : { ...site, steps };
}

async function loadRecording(steps: StepList, folder: string): Promise<StepList> {
  if (Array.isArray(steps) || typeof steps.recording !== "string") return steps;
  const file = resolve(folder, steps.recording);
  const document = await readDocumentFile(file, file, { missing: "LM_SITE_UNKNOWN", invalid: "LM_SITE_INVALID" });
  return { recording: checkDocument(document, recordedFlow, "LM_SITE_INVALID") };
}

/** The names of the sites in `selectors/`, in order. */
export async function bundledSites(): Promise<string[]> {
  const files = await readdir(bundledFolder);
  return files
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length))
    .toSorted();
}

async function findSite(reference: string, folder: string): Promise<string> {
  const beside = resolve(folder, reference);
  if (/\.(ya?ml|json)$/.test(reference) && existsSync(beside)) return beside;

  const names = await bundledSites();
  if (names.includes(reference)) return join(bundledFolder, `${reference}.yaml`);

  const meant = closest(reference, names);
  throw new ConfigError(`No site “${reference}”: neither ${beside} nor a bundled site has that name`, {
    code: "LM_SITE_UNKNOWN",
    hint: meant
      ? `Did you mean “${meant}”?`
      : `Write the path of a selector file relative to ${folder}, or list the bundled sites with: live-metrics sites`,
  });
}
