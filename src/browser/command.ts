import { spawn } from "node:child_process";
import { killProcessTree } from "./process-tree.ts";

interface CommandOptions {
  env: NodeJS.ProcessEnv;
  /** Past it the command and its children are killed. */
  timeoutMs: number;
  cwd?: string;
  signal?: AbortSignal;
}

export interface CommandResult {
  ok: boolean;
  stdout: string;
  /** Why it did not end well: the most telling line it wrote, or how it ended. */
  reason: string;
  stderr: string;
}

/** Runs a program to its end. Never throws for what the program does; `signal` throws its reason. */
export async function runCommand(path: string, args: string[], options: CommandOptions): Promise<CommandResult> {
  const { env, timeoutMs, cwd, signal } = options;
  signal?.throwIfAborted();

  const child = spawn(path, args, { env, cwd, detached: true, windowsHide: true, stdio: ["ignore", "pipe", "pipe"] });
  const kill = (): void => {
    if (child.pid !== undefined) killProcessTree(child.pid);
  };
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, timeoutMs);
  signal?.addEventListener("abort", kill);
  try {
    const [stdout, stderr, ending] = await Promise.all([readAll(child.stdout), readAll(child.stderr), endOf(child)]);
    signal?.throwIfAborted();
    const reason = late ? `did not end within ${timeoutMs / 1_000} s` : (tellingLine(stderr) ?? ending);
    return { ok: ending === "ended well" && !late, stdout, stderr, reason };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", kill);
  }
}

/** The output kept in memory is bounded: what explains a failure is at its start. */
const maxOutput = 64 * 1_024;

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of stream) if (text.length < maxOutput) text += String(chunk);
  return text;
}

function endOf(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => {
      if (code === 0) resolve("ended well");
      else resolve(code === null ? `was ended by ${signal}` : `ended with code ${code}`);
    });
  });
}

function tellingLine(stderr: string): string | undefined {
  const lines = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return lines.find((line) => /error|fatal|cannot|not found|no usable/i.test(line)) ?? lines[0];
}
