import { execFile } from "node:child_process";
import { readdir, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const project = resolve(import.meta.dirname, "../..");

/** The program as it is published: packed, unpacked into a folder, with the dependencies of this one. Returns its entry. */
export async function unpackProgram(folder: string): Promise<string> {
  await run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], { cwd: project });
  const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
  await run("tar", ["-xzf", join(folder, tarball!), "-C", folder]);
  await symlink(join(project, "node_modules"), join(folder, "package", "node_modules"));
  return join(folder, "package", "bin", "live-metrics.js");
}
