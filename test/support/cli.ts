import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

const built = resolve(import.meta.dirname, "../../bin/live-metrics.js");

interface Options {
  cwd?: string;
  env?: Record<string, string>;
  /** Flags for Node itself. */
  node?: readonly string[];
  /** Another copy of the program. */
  program?: string;
}

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** The built program as a child process with pipes, in an environment that holds nothing by accident. */
export class Cli implements AsyncDisposable {
  readonly child: ChildProcess;
  #stdout = "";
  #stderr = "";
  readonly #ended: Promise<Ended>;

  constructor(args: readonly string[], { cwd = "/", env = {}, node = [], program = built }: Options = {}) {
    const { PATH = "", HOME = "/", XDG_CACHE_HOME } = process.env;
    this.child = spawn(process.execPath, [...node, program, ...args], {
      cwd,
      env: { PATH, HOME, ...(XDG_CACHE_HOME ? { XDG_CACHE_HOME } : {}), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.#stdout += text));
    this.child.stderr!.setEncoding("utf8").on("data", (text: string) => (this.#stderr += text));
    this.#ended = once(this.child, "close").then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  ended(): Promise<Ended> {
    return this.#ended;
  }

  /** Resolves with the match once standard error (or output) holds it; rejects when the program ends without it. */
  async says(pattern: RegExp, stream: "stderr" | "stdout" = "stderr"): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this[stream]);
      if (match) return match;
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(
          `ended (${this.child.exitCode ?? this.child.signalCode}) without saying ${pattern}:\n${this.#stderr}`,
        );
      await Promise.race([once(this.child[stream]!, "data"), once(this.child, "close")]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGKILL");
    await this.#ended;
  }
}

/** Runs the program to its end. */
export async function runCli(args: readonly string[], options?: Options): Promise<Ended> {
  await using cli = new Cli(args, options);
  return await cli.ended();
}
