import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { HubProcessOptions } from "../hub/hub-process.ts";

const program = path.join(import.meta.dirname, "../hub/hub-process.ts");

/** A hub in a process of its own, so that nobody else's work is in its figures. Disposing kills it. */
export interface HubProcess extends AsyncDisposable {
  url: string;
  memory(): Promise<NodeJS.MemoryUsage>;
  /** By SIGKILL; resolves when it is dead. */
  kill(): Promise<void>;
}

interface Start extends HubProcessOptions {
  stateFolder: string;
  databaseUrl?: string | undefined;
}

export async function startHub({ stateFolder, databaseUrl = "", ...differs }: Start): Promise<HubProcess> {
  const child = fork(program, [stateFolder, databaseUrl], {
    execArgv: [],
    env: { ...process.env, TEST_HUB: JSON.stringify(differs) },
    stdio: ["pipe", "pipe", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  const ended = exited.then(() => undefined);
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exited;
  };

  const line = await Promise.race([once(child.stdout!, "data"), ended]);
  if (!line) throw new Error("The hub ended before it was open");
  return {
    url: String(line[0]).trim(),
    async memory() {
      child.send("memory");
      const [usage] = (await once(child, "message")) as [NodeJS.MemoryUsage];
      return usage;
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
