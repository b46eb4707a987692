import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Order, Report, WireReport } from "./orders.ts";

const program = path.join(import.meta.dirname, "readers-process.ts");

/** Readers on all transports, in other processes than hub and senders. */
export interface Readers extends AsyncDisposable {
  /** Tells all processes the same at the same time; resolves with what their readers came to together. */
  tell(order: Exclude<Order, { type: "open" }>): Promise<Report>;
}

interface Options {
  url: string;
  readers: number;
  processes?: number;
  pollEveryMs?: number;
  /** Each process with a source address of its own, for more readers than one has ports. */
  isSpread?: boolean;
}

export async function openReaders(options: Options): Promise<Readers> {
  const { url, readers, processes = 1, pollEveryMs = 200, isSpread = false } = options;
  const children = Array.from({ length: processes }, () => startProcess());
  const dispose = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.kill()));
  };

  try {
    await Promise.all(
      children.map((child, index) => {
        const share = Math.floor((readers * (index + 1)) / processes) - Math.floor((readers * index) / processes);
        const localAddress = isSpread ? `127.0.0.${index + 2}` : undefined;
        return child.obey({ type: "open", url, readers: share, localAddress, pollEveryMs });
      }),
    );
  } catch (error) {
    await dispose();
    throw error;
  }

  return {
    tell: async (order) => merge(await Promise.all(children.map((child) => child.obey(order)))),
    [Symbol.asyncDispose]: dispose,
  };
}

interface ReadersProcess {
  obey(order: Order): Promise<Report>;
  kill(): Promise<void>;
}

function startProcess(): ReadersProcess {
  const child = fork(program, { execArgv: [] });
  const ended = once(child, "exit").then(() => undefined);
  return {
    async obey(order) {
      child.send(order);
      const answer = await Promise.race([once(child, "message"), ended]);
      if (!answer) throw new Error("A process of readers ended");
      return answer[0] as Report;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Samples are put together, never averages of them. */
function merge([first, ...others]: readonly Report[]): Report {
  return others.reduce((merged, report) => merged.map((wire, index) => join(wire, report[index]!)), first!);
}

function join(one: WireReport, other: WireReport): WireReport {
  return {
    wire: one.wire,
    readers: one.readers + other.readers,
    lines: one.lines + other.lines,
    kills: one.kills + other.kills,
    resets: one.resets + other.resets,
    updates: one.updates + other.updates,
    events: one.events + other.events,
    missed: one.missed + other.missed,
    right: one.right + other.right,
    wanted: one.wanted + other.wanted,
    resumeMs: [...one.resumeMs, ...other.resumeMs],
    longestWaitMs: Math.max(one.longestWaitMs, other.longestWaitMs),
    cursors: [...one.cursors, ...other.cursors],
    faults: [...one.faults, ...other.faults],
  };
}
