import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk extends Disposable {
  path: string;
}

/** A file system of its own in memory; undefined where this user or machine may not mount one. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), "live-metrics-test-disk-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path]);
  if (status === 0) return { path, [Symbol.dispose]: () => unmount(path) };

  rmdirSync(path);
  return undefined;
}

function unmount(path: string): void {
  spawnSync("umount", [path]);
  rmdirSync(path);
}
