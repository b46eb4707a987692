import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A program in a process of its own, so that its work is nobody's who is measured. */
export interface Child<Ready> extends AsyncDisposable {
  /** What it said when it was ready. */
  ready: Ready;
  pid: number;
  /** Sends a question and resolves with the answer to it; one at a time. */
  ask<Answer>(question: unknown): Promise<Answer>;
}

/** Runs a program of this folder; it ends when it is let go of. */
export async function startChild<Ready>(program: string, given: readonly string[] = []): Promise<Child<Ready>> {
  const child = fork(join(import.meta.dirname, "..", program), given, { execArgv: ["--expose-gc"] });
  const exited = once(child, "exit");
  const next = async <Answer>(): Promise<Answer> => {
    const said = once(child, "message") as Promise<[Answer]>;
    const [answer] = await Promise.race([said, exited.then(([code]) => Promise.reject(failure(program, code)))]);
    return answer;
  };

  return {
    ready: await next<Ready>(),
    pid: child.pid!,
    ask(question) {
      const answer = next<never>();
      child.send(question as string);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

function failure(program: string, code: unknown): Error {
  return new Error(`${program} ended with ${String(code)}`);
}
