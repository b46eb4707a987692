import { createHash, randomBytes, randomUUID, scryptSync, timingSafeEqual } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sessionState, type SessionState } from "../browser/session-state.ts";
import { loginFailures, type LoginFailure } from "../site/login.ts";

/** The secrets of one login, by the names that the site's steps use. */
export type Secrets = Readonly<Record<string, string>>;

/** Why nobody should try these secrets again. */
export interface Refusal {
  /** `unknown`: nobody saw how the attempts ended. */
  reason: LoginFailure | "unknown";
  /** ISO time of the last attempt. */
  at: string;
}

/** Secrets, and the steps by which they are entered. */
export interface Attempt {
  secrets: Secrets;
  steps: unknown;
}

const ledger = z.strictObject({
  version: z.literal(1),
  salt: z.string(),
  /** Of the secrets that were tried last; they are not kept themselves. */
  fingerprint: z.string(),
  /** Of the steps: attempts that ended nowhere say nothing of what other steps would do. */
  steps: z.string(),
  /** How many have had no end so far. */
  attempts: z.int(),
  at: z.iso.datetime(),
  refusal: z.enum([...loginFailures, "unknown"]).optional(),
});

type Ledger = z.infer<typeof ledger>;

/** An attempt whose end nobody saw may have been a wrong password, and a third one locks many an account. */
const unseenAttempts = 2;

/** What is kept of one account between runs: its saved session, and whether its secrets were refused. */
export class Account {
  readonly #folder: string;
  /** How often somebody of this process has signed in, or brought a saved session. */
  entries = 0;
  #written: string | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The session that a run has saved last; undefined where there is none, or none that can be read. */
  async readSession(): Promise<SessionState | undefined> {
    return await this.#read("session.json", sessionState);
  }

  /** Keeps a session for the next run; written only when it is another one. */
  async writeSession(state: SessionState): Promise<void> {
    const text = JSON.stringify(state);
    if (text === this.#written) return;
    await this.#write("session.json", text);
    this.#written = text;
  }

  async dropSession(): Promise<void> {
    this.#written = undefined;
    await rm(join(this.#folder, "session.json"), { force: true });
  }

  /** Why these secrets are not to be tried again; undefined where they may be. */
  async findRefusal(attempt: Attempt): Promise<Refusal | undefined> {
    const kept = await this.#readLedger(attempt);
    if (!kept) return undefined;
    if (kept.refusal !== undefined && kept.refusal !== "unknown") return { reason: kept.refusal, at: kept.at };
    const isSpent = kept.refusal === "unknown" || kept.attempts >= unseenAttempts;
    return isSpent && kept.steps === digest(attempt.steps) ? { reason: "unknown", at: kept.at } : undefined;
  }

  /** To be called before the secrets are sent: an attempt whose end nobody sees is an attempt all the same. */
  async beginAttempt(attempt: Attempt): Promise<void> {
    const kept = await this.#readLedger(attempt);
    const before = kept?.steps === digest(attempt.steps) ? kept.attempts : 0;
    await this.#writeLedger(attempt, { attempts: before + 1 });
  }

  async endAttempt(attempt: Attempt, refusal: Refusal["reason"] | undefined): Promise<void> {
    if (refusal === undefined) await rm(join(this.#folder, "attempts.json"), { force: true });
    else await this.#writeLedger(attempt, { attempts: 0, refusal });
  }

  /** Of attempts with the same secrets. */
  async #readLedger({ secrets }: Attempt): Promise<Ledger | undefined> {
    const kept = await this.#read("attempts.json", ledger);
    return kept && isOf(kept, secrets) ? kept : undefined;
  }

  async #writeLedger({ secrets, steps }: Attempt, entry: Pick<Ledger, "attempts" | "refusal">): Promise<void> {
    const salt = randomBytes(16).toString("hex");
    const written: Ledger = {
      version: 1,
      salt,
      fingerprint: toFingerprint(secrets, salt),
      steps: digest(steps),
      at: new Date().toISOString(),
      ...entry,
    };
    await this.#write("attempts.json", JSON.stringify(written));
  }

  async #read<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema> | undefined> {
    const text = await readFile(join(this.#folder, file), "utf8").catch(() => undefined);
    if (text === undefined) return undefined;
    try {
      return schema.safeParse(JSON.parse(text)).data;
    } catch {
      // Not ours, or of a disk that was full: as good as none.
      return undefined;
    }
  }

  /** Whole or not at all, and readable by this user alone. */
  async #write(file: string, text: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, file);
    const fresh = `${path}.${randomUUID()}`;
    await writeFile(fresh, text, { mode: 0o600 });
    await rename(fresh, path);
  }
}

function isOf(kept: Ledger, secrets: Secrets): boolean {
  const [given, tried] = [Buffer.from(toFingerprint(secrets, kept.salt)), Buffer.from(kept.fingerprint)];
  return given.length === tried.length && timingSafeEqual(given, tried);
}

/** Slow to compute on purpose: whoever gets hold of the file cannot guess the password from it. */
function toFingerprint(secrets: Secrets, salt: string): string {
  const text = JSON.stringify(Object.entries(secrets).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return scryptSync(text, salt, 32).toString("hex");
}

function digest(steps: unknown): string {
  return createHash("sha256").update(JSON.stringify(steps)).digest("hex");
}

/** Whether a secret of that name says who somebody is: that is no secret, and tells accounts apart. */
export function isUsername(name: string): boolean {
  return /user|mail|login|account/i.test(name) && !/pass|pwd|secret|token|code|key|pin|otp/i.test(name);
}

/** The accounts of one state folder. */
export class Logins {
  readonly #folder: string;
  readonly #lock: LockAccount;
  readonly #accounts = new Map<string, Account>();
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(folder: string, lock: LockAccount) {
    this.#folder = folder;
    this.#lock = lock;
  }

  /**
   * One name for one person at one app, also where several targets sign in as the same. Where nothing says who that is,
   * all of the secrets do.
   */
  keyOf(origin: string, secrets: Secrets): string {
    const who = Object.entries(secrets).filter(([name]) => isUsername(name));
    if (who.length === 0) return toFingerprint(secrets, origin).slice(0, 16);
    return createHash("sha256")
      .update([origin, ...who.map(([, value]) => value)].join("\n"))
      .digest("hex")
      .slice(0, 16);
  }

  account(key: string): Account {
    const account = this.#accounts.get(key) ?? new Account(join(this.#folder, key));
    this.#accounts.set(key, account);
    return account;
  }

  /**
   * Runs `work` while nobody else, in this process or another one on the same state, signs in to the account. Throws
   * the reason of `signal` when that aborts before it is its turn.
   */
  async inTurn<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const mine = before
      .catch(() => {}) // Reported to whoever's turn it was.
      .then(async () => {
        signal.throwIfAborted();
        await mkdir(this.#folder, { recursive: true, mode: 0o700 });
        const lock = await this.#lock(join(this.#folder, `${key}.lock`), signal);
        try {
          signal.throwIfAborted();
          return await work();
        } finally {
          await lock.release();
        }
      });
    this.#turns.set(key, mine);
    return await mine;
  }
}

/** Waits for a lock between processes. */
export type LockAccount = (file: string, signal: AbortSignal) => Promise<{ release(): Promise<void> }>;
