import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { EnvironmentError, LockError } from "../errors.ts";

const owner = z.object({ pid: z.int().positive(), since: z.iso.datetime() });
type Owner = z.infer<typeof owner>;

export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock `file`, or throws a LockError that names its owner by pid and start. The lock of a dead process is
 * free. `what` names the thing that is locked: "The run of live-metrics.config.yaml".
 */
export async function acquireLock(file: string, what: string): Promise<Lock> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const ownerFile = `${file}.owner`;
  const hold = holdFile(file);
  if (!hold) throw toLockError(await readOwner(ownerFile), what);

  const me: Owner = { pid: process.pid, since: new Date().toISOString() };
  await writeFile(ownerFile, JSON.stringify(me), { mode: 0o600 });
  return {
    async release() {
      await rm(ownerFile, { force: true });
      hold.close();
    },
  };
}

/** Takes the lock as soon as its holder lets go; throws the reason of `signal` when that aborts first. */
export async function waitForLock(file: string, what: string, signal: AbortSignal): Promise<Lock> {
  for (;;) {
    try {
      return await acquireLock(file, what);
    } catch (error) {
      // The kernel tells nobody when a lock is free, so it is asked again.
      if (!(error instanceof LockError)) throw error;
      await wait(lookAgainMs, undefined, { signal });
    }
  }
}

const lookAgainMs = 100;

/**
 * Locks the file itself, which stays empty and in place. The kernel frees it when its holder ends, however it ends, so
 * there is no stale lock to be taken over and no race to take it; SQLite is how Node reaches the kernel's file locks.
 */
function holdFile(file: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec("PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE;");
    return database;
  } catch (cause) {
    database?.close();
    if ((cause as { errcode?: number }).errcode === sqliteBusy) return undefined;
    throw new EnvironmentError(`${file} cannot be used as a lock: ${(cause as Error).message}`, {
      code: "LM_STATE_UNUSABLE",
      cause,
      hint: "Remove it if nothing else needs it, or name another folder with --state-dir.",
    });
  }
}

const sqliteBusy = 5;

/** Undefined where the owner has not written it yet, or somebody wrote something else there. */
async function readOwner(file: string): Promise<Owner | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  try {
    const { data } = owner.safeParse(JSON.parse(text));
    return data && isAlive(data) ? data : undefined;
  } catch {
    // Not JSON: the lock is held all the same, only by whom is not known.
    return undefined;
  }
}

/** A dead owner's name may stand there until the next one has written its own. */
function isAlive({ pid }: Owner): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function toLockError(by: Owner | undefined, what: string): LockError {
  return new LockError(
    `${what} is at work already: ${by ? `process ${by.pid}, since ${by.since}` : "another process"}`,
    {
      code: "LM_LOCKED",
      hint: `Wait until it ends, stop it${by ? ` (kill ${by.pid})` : ""}, or give this one another --state-dir.`,
    },
  );
}
