import { randomBytes, randomUUID } from "node:crypto";
import { constants, copyFile, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { EnvironmentError } from "../errors.ts";

/**
 * The secret that hashes of personal data are made with: the same for all runs on one state folder, so that a person
 * keeps one hash, and known to nobody else, so that no list of names gives the hash away.
 */
export async function readSalt(file: string): Promise<string> {
  const kept = await readFile(file, "utf8").catch(() => "");
  if (kept !== "") return kept;

  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const made = `${file}.${randomUUID()}`;
  await writeFile(made, randomBytes(32).toString("hex"), { mode: 0o600 });
  // Where two make one at the same time, the first one's counts; a link is there with all that is in it.
  await link(made, file).catch(async ({ code }: NodeJS.ErrnoException) => {
    // Some file systems know no links.
    if (code !== "EEXIST") await copyFile(made, file, constants.COPYFILE_EXCL);
  });
  await rm(made);
  const salt = await readFile(file, "utf8");
  if (salt !== "") return salt;
  throw new EnvironmentError(`The salt ${file} is empty, and no hash would be a secret`, {
    code: "LM_STATE_UNUSABLE",
    hint: "Remove it: a new one is made, with which every hash changes.",
  });
}
