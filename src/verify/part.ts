import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

interface PartOptions {
  /** The program's own entry, which is run again. */
  program: string;
  /** Asked at each start. */
  args: () => readonly string[];
  folder: string;
  /** Takes what it writes on standard output, line by line. */
  onLine?: (line: string) => void;
}

/** Of the environment, what a part may know: no setting of the user's is to reach it. */
const environmentKept = ["PATH", "HOME", "TMPDIR", "SystemRoot"];
const wordsKept = 20;

/** A process of this very program that is killed and started again. */
export class Part {
  readonly #options: PartOptions;
  #child: ChildProcessByStdio<null, Readable, Readable> | undefined;
  #lines: Promise<void> = Promise.resolve();
  #exited: Promise<number | null> = Promise.resolve(null);
  /** The last lines of its talk: what to show when it fails. */
  readonly #words: string[] = [];
  kills = 0;

  constructor(options: PartOptions) {
    this.#options = options;
  }

  /** Resolves with the first match in what it says; rejects when it ends without that. */
  async start(until: RegExp): Promise<RegExpExecArray> {
    const { program, args, folder, onLine } = this.#options;
    const env = Object.fromEntries(environmentKept.map((name) => [name, process.env[name]]));
    const given = args();
    const child = spawn(process.execPath, [program, ...given], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    this.#exited = once(child, "exit").then(([code]) => code as number | null);
    this.#lines = readLines(child.stdout, (line) => onLine?.(line));

    const said = Promise.withResolvers<RegExpExecArray>();
    const talked = readLines(child.stderr, (line) => {
      this.#keep(line);
      const match = until.exec(line);
      if (match) said.resolve(match);
    });
    void talked.then(() => said.reject(new Error(`live-metrics ${given[0]} ended:\n${this.#words.join("\n")}`)));
    return said.promise;
  }

  /** Without any warning; resolves when it is gone and all it wrote was taken. */
  async kill(): Promise<void> {
    this.kills += 1;
    await this.#end("SIGKILL");
  }

  /** Lets it finish, and returns its exit code. */
  async finish(): Promise<number | null> {
    await this.#end("SIGINT");
    return this.#exited;
  }

  async #end(signal: "SIGKILL" | "SIGINT"): Promise<void> {
    this.#child?.kill(signal);
    await this.#exited;
    await this.#lines;
  }

  #keep(line: string): void {
    this.#words.push(line);
    if (this.#words.length > wordsKept) this.#words.shift();
  }
}

/** Whole ones: who is killed may leave a piece of one. */
async function readLines(stream: Readable, take: (line: string) => void): Promise<void> {
  let rest = "";
  for await (const chunk of stream.setEncoding("utf8")) {
    const lines = `${rest}${String(chunk)}`.split("\n");
    rest = lines.pop()!;
    for (const line of lines) take(line);
  }
}
