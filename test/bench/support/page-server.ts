import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface PageServer extends AsyncDisposable {
  /** Addresses of the users page, each another one to whoever remembers addresses. */
  pages(count: number): string[];
  /** The page of many users with twelve columns each. */
  widePage: string;
}

/** Serves the users page from a process of its own, so that its work is nobody's who is measured. */
export async function startPageServer(): Promise<PageServer> {
  const child = fork(join(import.meta.dirname, "page-server-process.ts"));
  const [port] = (await once(child, "message")) as [number];
  let served = 0;

  return {
    pages: (count) => Array.from({ length: count }, () => `http://127.0.0.1:${port}/users?visit=${(served += 1)}`),
    widePage: `http://127.0.0.1:${port}/wide`,
    async [Symbol.asyncDispose]() {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
