import { randomUUID } from "node:crypto";

/** What the app itself notes of an attempt to sign in. */
export interface Login {
  username: string;
  outcome: LoginOutcome;
  at: string;
  /** The base address that it was made under. */
  base: string;
}

export type LoginOutcome = "ok" | "wrong-password" | "locked" | "code-asked" | "wrong-code" | "password-expired";

/** The only password that is right. */
const password = "correct horse";
/** The code that `second` is asked for. */
const code = "424242";
const attempts = 3;
const usernames = new Set(["admin", "second", "expired"]);

/** Who may sign in, who is signed in, and how often somebody failed. */
export class Accounts {
  readonly #failures = new Map<string, number>();
  readonly #sessions = new Map<string, string>();
  readonly #tokens = new Set<string>();
  readonly #halfway = new Map<string, string>();
  readonly #note: (username: string, outcome: LoginOutcome) => void;

  constructor(note: (username: string, outcome: LoginOutcome) => void) {
    this.#note = note;
  }

  signIn(username: string, given: string): LoginOutcome {
    const outcome = this.#judge(username, given);
    this.#note(username, outcome);
    return outcome;
  }

  /** After `code-asked`: what the visitor brings back together with the code. */
  beginCode(username: string): string {
    return remember(this.#halfway, username);
  }

  /** Answers the name of the user as well, since nobody else may learn it. */
  enterCode(ticket: string, given: string): { outcome: LoginOutcome; username: string } {
    const username = this.#halfway.get(ticket) ?? "";
    const isRight = username !== "" && given === code;
    if (isRight) this.#halfway.delete(ticket);
    const outcome = isRight ? "ok" : "wrong-code";
    this.#note(username, outcome);
    return { outcome, username };
  }

  openSession(username: string): string {
    return remember(this.#sessions, username);
  }

  endSession(id: string): void {
    this.#sessions.delete(id);
  }

  userOf(id: string): string | undefined {
    return this.#sessions.get(id);
  }

  /** For the hidden field of a form. */
  issueFormToken(): string {
    const token = randomUUID();
    this.#tokens.add(token);
    return token;
  }

  spendFormToken(token: string): boolean {
    return this.#tokens.delete(token);
  }

  #judge(username: string, given: string): LoginOutcome {
    const failures = this.#failures.get(username) ?? 0;
    if (failures >= attempts) return "locked";
    if (given !== password || !usernames.has(username)) {
      this.#failures.set(username, failures + 1);
      return "wrong-password";
    }

    this.#failures.delete(username);
    if (username === "second") return "code-asked";
    return username === "expired" ? "password-expired" : "ok";
  }
}

function remember(users: Map<string, string>, username: string): string {
  const id = randomUUID();
  users.set(id, username);
  return id;
}
