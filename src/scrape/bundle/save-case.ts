import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "../../errors.ts";
import { bundledFolder, bundledSites, loadSite } from "../../site/load.ts";
import type { Site } from "../../site/schema.ts";
import type { Bundle } from "./bundle.ts";
import type { Replay } from "./replay.ts";

/** case.json: a bundle in one file, but for its page. The site is left out where it is the one of the folder above. */
interface CaseFile extends Omit<Bundle, "html" | "target"> {
  version: 1;
  target: Omit<Bundle["target"], "site"> & { site?: Site };
}

interface CaseRequest {
  folder: string;
  bundle: Bundle;
  /** As it was replayed. */
  site: Site;
  replay: Replay;
}

/** Writes a replay as a test case: `page.html`, `expected.json`, and `case.json` with what else it takes. */
export async function saveCase({ folder, bundle, site, replay }: CaseRequest): Promise<void> {
  const { html, evidence } = bundle;
  if (html === undefined || !replay.extraction)
    throw new UsageError("This bundle has no page to make a test case of", { code: "LM_USAGE" });
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0)
    throw new UsageError(`${folder} is not empty`, {
      code: "LM_USAGE",
      hint: "Name a folder that is still to be made.",
    });

  const { verdict, counts, readings, recorded, broke, extraction, observations } = replay;
  const isSame = site === bundle.target.site;
  const judged = { ...evidence.judged!, broke, ...(isSame ? {} : { page: "last" as const, stuck: undefined }) };
  const saved = isSame ? bundle.saved : readings.at(-1);
  const { site: _site, ...target } = bundle.target;
  const written: CaseFile = {
    version: 1,
    evidence: { ...evidence, ...toVerdict(verdict), counts, coverage: extraction.coverage, judged },
    target: (await isSiteOfFolder(folder, site)) ? target : { ...target, site },
    readings: [...readings],
    recorded,
    saved,
  };
  await writeFile(join(folder, "page.html"), html);
  await writeFile(join(folder, "expected.json"), toJson({ verdict: verdict.name, observations }));
  await writeFile(join(folder, "case.json"), toJson(written));
}

function toVerdict({ name, sentence, warnings, evidence }: Replay["verdict"]) {
  return { verdict: name, sentence, warnings, evidence };
}

/** Cases of a bundled site stand in a folder of its name. */
async function isSiteOfFolder(folder: string, site: Site): Promise<boolean> {
  const name = basename(dirname(resolve(folder)));
  if (!(await bundledSites()).includes(name)) return false;
  return JSON.stringify(await loadSite(name, bundledFolder)) === JSON.stringify(site);
}

/** A saved case as the bundle that it was. */
export async function readCase(folder: string, site: Site | undefined): Promise<Bundle> {
  const { target, ...rest } = JSON.parse(await readFile(join(folder, "case.json"), "utf8")) as CaseFile;
  const own = target.site ?? site;
  if (own === undefined) throw new Error(`${folder} has no site of its own, and none is given`);
  return { ...rest, target: { ...target, site: own }, html: await readFile(join(folder, "page.html"), "utf8") };
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
