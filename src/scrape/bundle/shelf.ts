import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../../log.ts";
import { verdictNames } from "../verdict.ts";
import { toBundleFiles, type BundleFiles, type FailedRun } from "./bundle-files.ts";
import type { EvidenceFile } from "./bundle.ts";

/** The folder in which failed runs leave their bundles. */
export interface BundleShelf {
  folder: string;
  log: Log;
  /** Of a bundle, in bytes; 20 MB without it. */
  maxBytes?: number;
}

const maxBundleBytes = 20_000_000;
const maxBundles = 20;
const maxOfTarget = 5;
/** The same failure again within this time takes the place of the one before. */
const sameMs = 3_600_000;
const unfinished = ".unfinished-";

/**
 * Writes the bundle of a failed run and returns its folder. Undefined where that cannot be done, with a warning: a full
 * disk must not be the end of a run that is over.
 */
export async function saveBundle(shelf: BundleShelf, run: FailedRun): Promise<string | undefined> {
  const { folder, log } = shelf;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const kept = await listBundles(folder);
    const files = toBundleFiles(run);
    const same = await findSame(folder, kept, files.evidence);
    if (same) Object.assign(files.evidence, { count: same.evidence.count + 1, firstAt: same.evidence.firstAt });

    const name = nameFor(files.evidence, kept);
    await writeWhole(shelf, name, files);
    await removeAll(folder, [
      ...(same ? [same.name] : []),
      ...findSurplus([...kept.filter((one) => one.name !== same?.name), toEntry(name)!]),
    ]);
    return join(folder, name);
  } catch (error) {
    log.warn(`${run.target.name}: its bundle could not be written to ${folder}: ${(error as Error).message}`);
    return undefined;
  }
}

interface Entry {
  name: string;
  target: string;
  verdict: string;
}

const entryName = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d-]+Z-(.+)-(${verdictNames.join("|")})$`);

/** Oldest first: names begin with their time. */
async function listBundles(folder: string): Promise<Entry[]> {
  const names = await readdir(folder);
  return names.toSorted().flatMap((name) => toEntry(name) ?? []);
}

function toEntry(name: string): Entry | undefined {
  const [, target, verdict] = entryName.exec(name) ?? [];
  return target === undefined || verdict === undefined ? undefined : { name, target, verdict };
}

function nameFor({ endedAt, target, verdict }: EvidenceFile, kept: readonly Entry[]): string {
  const taken = new Set(kept.map(({ name }) => name));
  for (let at = Date.parse(endedAt); ; at += 1) {
    const name = `${new Date(at).toISOString().replaceAll(/[:.]/g, "-")}-${toFileName(target)}-${verdict}`;
    if (!taken.has(name)) return name;
  }
}

function toFileName(target: string): string {
  return target.replaceAll(/[^\w.-]/g, "_");
}

async function findSame(
  folder: string,
  kept: readonly Entry[],
  { target, verdict, sentence, endedAt }: EvidenceFile,
): Promise<{ name: string; evidence: EvidenceFile } | undefined> {
  const last = kept.findLast((one) => one.target === toFileName(target) && one.verdict === verdict);
  if (!last) return undefined;
  const evidence = await readFile(join(folder, last.name, "evidence.json"), "utf8")
    .then((text) => JSON.parse(text) as EvidenceFile)
    .catch(() => undefined); // Somebody's own folder, or a file that was edited.
  const isSame = evidence?.sentence === sentence && Date.parse(endedAt) - Date.parse(evidence.endedAt) < sameMs;
  return isSame ? { name: last.name, evidence } : undefined;
}

/** A folder is there with all its files or not at all. */
async function writeWhole(shelf: BundleShelf, name: string, files: BundleFiles): Promise<void> {
  const { folder } = shelf;
  // Made with mode 0700.
  const building = await mkdtemp(join(folder, unfinished));
  try {
    for (const [file, content] of fit(files, shelf.maxBytes ?? maxBundleBytes))
      await writeFile(join(building, file), content, { mode: 0o600 });
    await rename(building, join(folder, name));
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    throw error;
  }
}

/** What a bundle cannot be read without. */
const always = new Set(["target.json", "README.txt"]);

/** As much as fits, and in the evidence what did not. */
function fit({ evidence, others }: BundleFiles, maxBytes: number): [string, string | Buffer][] {
  const sizeOf = (content: string | Buffer): number => Buffer.byteLength(content);
  const written = [...others];
  const room = maxBytes - sizeOf(toJson(evidence)) - 1_000;
  const total = (): number => written.reduce((sum, [, content]) => sum + sizeOf(content), 0);
  for (const [name, content] of others) {
    if (total() <= room) break;
    if (always.has(name)) continue;
    written.splice(
      written.findIndex((file) => file[0] === name),
      1,
    );
    evidence.leftOut.push(`${name}: ${sizeOf(content)} bytes, more than fit into ${maxBytes}`);
  }
  return [["evidence.json", toJson(evidence)], ...written];
}

function toJson(evidence: EvidenceFile): string {
  return `${JSON.stringify(evidence, null, 2)}\n`;
}

/** All but the newest of each target, and of all. */
function findSurplus(entries: readonly Entry[]): string[] {
  const newest = entries.toReversed();
  const ofTarget = new Map<string, number>();
  const kept = newest.filter(({ target }) => {
    const count = (ofTarget.get(target) ?? 0) + 1;
    ofTarget.set(target, count);
    return count <= maxOfTarget;
  });
  const names = new Set(kept.slice(0, maxBundles).map(({ name }) => name));
  return entries.filter(({ name }) => !names.has(name)).map(({ name }) => name);
}

/** With what a process left that was killed while it wrote. */
async function removeAll(folder: string, names: readonly string[]): Promise<void> {
  const all = await readdir(folder);
  const torn: string[] = [];
  for (const name of all.filter((one) => one.startsWith(unfinished))) {
    const { mtimeMs } = await stat(join(folder, name));
    if (Date.now() - mtimeMs > sameMs) torn.push(name);
  }
  for (const name of [...names, ...torn]) await rm(join(folder, name), { recursive: true, force: true });
}
