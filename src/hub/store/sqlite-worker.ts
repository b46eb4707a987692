import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { Arrival } from "./store.ts";
import { SqliteWriter, type SqliteWriterOptions, type WriterCalls } from "./sqlite-writer.ts";

/** A call from the thread that serves, and its answer. */
export interface WriterCall {
  id: number;
  name: keyof WriterCalls;
  given: unknown[];
}

export type WriterAnswer = { id: number; result: unknown } | { id: number; error: unknown };

type CommitCall = WriterCall & { given: [arrivals: Arrival[], now: number] };

/** A sync costs the same for one arrival as for many; beyond this many those that came first would wait too long. */
const arrivalsTogether = 5_000;

const writer = new SqliteWriter(workerData as SqliteWriterOptions);
const port = parentPort!;
port.postMessage("open");

/** With all that came while this thread was busy: commits that follow each other share a transaction. */
port.on("message", (first: WriterCall | "close") => {
  let commits: CommitCall[] = [];
  const finishCommits = (): void => {
    if (commits.length > 0) commitTogether(commits);
    commits = [];
  };

  for (let message = first; message; message = receiveMessageOnPort(port)?.message as typeof first) {
    if (isCommit(message)) {
      commits.push(message);
      if (countOf(commits) >= arrivalsTogether) finishCommits();
      continue;
    }
    finishCommits();
    if (message === "close") return close();
    answer(message);
  }
  finishCommits();
});

function isCommit(message: WriterCall | "close"): message is CommitCall {
  return message !== "close" && message.name === "commit";
}

function countOf(commits: readonly CommitCall[]): number {
  return commits.reduce((count, { given: [arrivals] }) => count + arrivals.length, 0);
}

function commitTogether(calls: readonly CommitCall[]): void {
  try {
    const results = writer.commitAll(calls.map(({ given: [arrivals, now] }) => ({ arrivals, now })));
    for (const [index, { id }] of calls.entries()) tell({ id, result: results[index] });
  } catch (error) {
    for (const { id } of calls) tell({ id, error });
  }
}

function answer({ id, name, given }: WriterCall): void {
  try {
    tell({ id, result: (writer[name] as (...what: unknown[]) => unknown)(...given) });
  } catch (error) {
    tell({ id, error });
  }
}

function tell(answer: WriterAnswer): void {
  port.postMessage(answer);
}

function close(): void {
  writer.close();
  port.close();
}
