import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * The secret that hashes of personal data are made with: the same for all runs on one state folder, so that a person
 * keeps one hash, and known to nobody else, so that no list of names gives the hash away.
 */
export async function readSalt(file: string): Promise<string> {
  const kept = await readFile(file, "utf8").catch(() => "");
  if (kept !== "") return kept;

  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const salt = randomBytes(32).toString("hex");
  // Where two processes make one at the same time, the first one's counts.
  await writeFile(file, salt, { mode: 0o600, flag: "wx" }).catch(() => {});
  return (await readFile(file, "utf8")) || salt;
}
