import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ThrowAwayFolder extends AsyncDisposable {
  path: string;
}

/** State of synthetic users is gone with them. */
export async function throwAwayFolder(): Promise<ThrowAwayFolder> {
  const path = await mkdtemp(join(tmpdir(), "live-metrics-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
