import { parentPort, workerData } from "node:worker_threads";
import { SqliteWriter, type SqliteWriterOptions, type WriterCalls } from "./sqlite-writer.ts";

/** A call from the thread that serves, and its answer. */
export interface WriterCall {
  id: number;
  name: keyof WriterCalls;
  given: unknown[];
}

export type WriterAnswer = { id: number; result: unknown } | { id: number; error: unknown };

const writer = new SqliteWriter(workerData as SqliteWriterOptions);
const port = parentPort!;
port.postMessage("open");

port.on("message", (call: WriterCall | "close") => {
  if (call === "close") {
    writer.close();
    port.close();
    return;
  }
  port.postMessage(answer(call));
});

function answer({ id, name, given }: WriterCall): WriterAnswer {
  try {
    return { id, result: (writer[name] as (...what: unknown[]) => unknown)(...given) };
  } catch (error) {
    return { id, error };
  }
}
