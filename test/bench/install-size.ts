import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { meets, type Figure } from "./support/figure.ts";

const root = resolve(import.meta.dirname, "../..");
const aim = "<=90";
const run = promisify(execFile);

/** What a user's disk pays: the packed package, installed into an empty folder. */
export async function measureInstallSize(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "live-metrics-bench-"));
  try {
    const modules = await installPacked(folder);
    const [ours, largest] = await Promise.all([sizeOf(modules, "-sm"), findLargest(modules)]);
    return [{ figure: "install-size", unit: "MB", ours, aim, ok: meets(ours, aim), details: { largest } }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function installPacked(folder: string): Promise<string> {
  const { stdout } = await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "empty", private: true }));
  const flags = ["--omit=dev", "--no-audit", "--no-fund"];
  await run("npm", ["install", ...flags, `./${stdout.trim()}`], { cwd: folder });
  return join(folder, "node_modules");
}

/** The five packages that weigh most, in megabytes, with what is nested in them. */
async function findLargest(modules: string): Promise<Record<string, number>> {
  const sizes = await Promise.all(
    (await listPackages(modules)).map(async (name) => ({ name, kilobytes: await sizeOf(join(modules, name), "-sk") })),
  );
  const largest = sizes.toSorted((a, b) => b.kilobytes - a.kilobytes).slice(0, 5);
  return Object.fromEntries(largest.map(({ name, kilobytes }) => [name, Math.round(kilobytes / 102.4) / 10]));
}

async function listPackages(modules: string): Promise<string[]> {
  const names = (await readdir(modules)).filter((name) => !name.startsWith("."));
  const nested = names.map(async (name) =>
    name.startsWith("@") ? (await readdir(join(modules, name))).map((inner) => join(name, inner)) : [name],
  );
  return (await Promise.all(nested)).flat();
}

async function sizeOf(path: string, unit: "-sm" | "-sk"): Promise<number> {
  const { stdout } = await run("du", [unit, path]);
  return Number.parseInt(stdout, 10);
}
