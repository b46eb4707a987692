import type { InputError } from "./metric/inbound/shape.ts";

/**
 * Everything that can end a run, in one table: the exit code it leads to and what it means.
 * The same table is printed in `docs/reference/errors.md`, and a test compares both with the code that throws.
 */
export const errorCodes = {
  LM_USAGE: { exit: 2, meaning: "A flag or an argument is wrong." },
  LM_NODE_TOO_OLD: { exit: 2, meaning: "The Node that runs the command is older than 24." },
  LM_TARGET_UNKNOWN: { exit: 2, meaning: "A target named on the command line is not in the config file." },
  LM_SINK_AMBIGUOUS: { exit: 2, meaning: "`--url` was given with no network sink, or with two." },
  LM_CONFIG_MISSING: { exit: 3, meaning: "No config file was found, or the one named cannot be read." },
  LM_CONFIG_INVALID: { exit: 3, meaning: "The config file has errors; each is shown with its line." },
  LM_SITE_INVALID: { exit: 3, meaning: "A selector file has errors; each is shown with its line." },
  LM_SITE_UNKNOWN: { exit: 3, meaning: "`site` is neither a file beside the config nor the name of a bundled site." },
  LM_ENV_MISSING: { exit: 3, meaning: "The config file refers to an environment variable that is not set." },
  LM_KEY_REQUIRED: { exit: 3, meaning: "Others can reach the hub, and there is no key that would let them in." },
  LM_BUNDLE_INVALID: {
    exit: 3,
    meaning: "The folder given to `replay` is no failure bundle, or one of a newer version.",
  },
  LM_RECORD_INVALID: { exit: 3, meaning: "A record is not of the shape that it was given as." },
  LM_IMPORT_EMPTY: { exit: 3, meaning: "The input of `import` holds nothing, not even a list that is empty." },
  LM_BROWSER_MISSING: { exit: 4, meaning: "No usable Chromium was found." },
  LM_BROWSER_UNUSABLE: { exit: 4, meaning: "The Chromium that was named cannot be started." },
  LM_BROWSER_INSTALL: { exit: 4, meaning: "Chromium could not be installed." },
  LM_PORT_IN_USE: { exit: 4, meaning: "Another program listens on the port the hub wants." },
  LM_PORT_FORBIDDEN: { exit: 4, meaning: "The system does not let this account listen on the port the hub wants." },
  LM_HOST_UNUSABLE: { exit: 4, meaning: "The hub was to listen on an address that this machine has not got." },
  LM_STATE_UNUSABLE: {
    exit: 4,
    meaning: "The state folder or the database cannot be used, or was written by a newer version.",
  },
  LM_LOCKED: { exit: 11, meaning: "Another run of the same config, or a hub on the same store, holds the lock." },
  LM_PAGE_UNREACHABLE: { exit: 12, meaning: "The address of a target could not be opened." },
  LM_PAGE_ASTRAY: { exit: 12, meaning: "The address of a target leads to an origin that it may not go to." },
  LM_PAGE_TIMEOUT: { exit: 10, meaning: "A browser operation took longer than its deadline and was stopped." },
  LM_PAGE_CRASHED: { exit: 12, meaning: "The page or the browser crashed." },
  LM_SINK_FAILED: { exit: 9, meaning: "A sink could not deliver." },
  LM_SINK_REFUSED: { exit: 9, meaning: "A receiver refused what was sent, and would refuse it again." },
} as const satisfies Record<string, { exit: number; meaning: string }>;

export type ErrorCode = keyof typeof errorCodes;

interface ErrorOptions {
  code: ErrorCode;
  /** What to do next, as a sentence. */
  hint?: string;
  cause?: unknown;
}

/** An error with a code from the table; the message says what happened, the hint what to do. */
export class LiveMetricsError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(message: string, { code, hint, cause }: ErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
  }

  get exitCode(): number {
    return errorCodes[this.code].exit;
  }
}

/** The command line is wrong: nothing was started. */
export class UsageError extends LiveMetricsError {}

/** A file the user wrote is wrong: nothing was started. */
export class ConfigError extends LiveMetricsError {}

/** The machine lacks something: a browser, a free port, a writable folder. */
export class EnvironmentError extends LiveMetricsError {}

/** Somebody else is at work on the same state. */
export class LockError extends LiveMetricsError {}

/** One page could not be opened or read. Becomes the verdict of its run, never the end of the program. */
export class PageError extends LiveMetricsError {
  /** Where the page wanted to go and may not, with LM_PAGE_ASTRAY. */
  readonly leadsTo: string | undefined;

  constructor(message: string, { leadsTo, ...options }: ErrorOptions & { leadsTo?: string }) {
    super(message, options);
    this.leadsTo = leadsTo;
  }
}

/** A record cannot be mapped; `errors` has each value that is wrong, by its path in the sender's spelling. */
export class RecordError extends LiveMetricsError {
  readonly errors: readonly InputError[];

  constructor(message: string, { errors }: { errors: readonly InputError[] }) {
    super(message, { code: "LM_RECORD_INVALID", hint: "docs/import.md has what each shape may hold." });
    this.errors = errors;
  }
}

/** A delivery failed. `retryable` says whether the same delivery may succeed later. */
export class SinkError extends LiveMetricsError {
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: Omit<ErrorOptions, "code"> & { retryable: boolean; retryAfterMs?: number }) {
    super(message, { ...options, code: options.retryable ? "LM_SINK_FAILED" : "LM_SINK_REFUSED" });
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
  }
}

for (const errorClass of [
  LiveMetricsError,
  UsageError,
  ConfigError,
  EnvironmentError,
  LockError,
  PageError,
  RecordError,
  SinkError,
])
  Object.defineProperty(errorClass.prototype, "name", { value: errorClass.name });
