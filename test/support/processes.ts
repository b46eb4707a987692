import { readFileSync, readdirSync } from "node:fs";

interface RunningProcess {
  pid: number;
  command: string;
}

/** The processes below `root`, at any depth, as Linux shows them. */
export function descendantsOf(root: number): RunningProcess[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)));
  const below = (pid: number): RunningProcess[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => below(child.pid).concat(child));
  return below(root);
}

/** Whether that very process still runs; one that waits to be buried does not. */
export function isRunning({ pid, command }: RunningProcess): boolean {
  return readProcess(pid).some((process) => process.command === command);
}

function readProcess(pid: number): (RunningProcess & { parent: number })[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return state === "Z" ? [] : [{ pid, parent: Number(parent), command }];
  } catch {
    return []; // It ended meanwhile.
  }
}
