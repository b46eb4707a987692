import { once } from "node:events";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { WriterAnswer, WriterCall } from "./sqlite-worker.ts";
import type { SqliteWriterOptions, WriterCalls } from "./sqlite-writer.ts";

type Pending = PromiseWithResolvers<unknown>;

/** The writer's thread: while it waits for the disk, this one goes on serving. */
export class SqliteThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #failure: Error | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (answer: WriterAnswer) => this.#take(answer));
    worker.on("error", (error: Error) => this.#fail(error));
    worker.on("exit", () => this.#fail(new Error("The thread that writes has ended")));
  }

  /** Resolves when the file is open; rejects with what kept it from that. */
  static async open(options: SqliteWriterOptions): Promise<SqliteThread> {
    const program = path.join(import.meta.dirname, `sqlite-worker${path.extname(import.meta.filename)}`);
    const worker = new Worker(program, { workerData: options, name: "hub-store" });
    await once(worker, "message");
    return new SqliteThread(worker);
  }

  call<Name extends keyof WriterCalls>(
    name: Name,
    ...given: Parameters<WriterCalls[Name]>
  ): ReturnType<WriterCalls[Name]>;
  async call(name: keyof WriterCalls, ...given: unknown[]): Promise<unknown> {
    if (this.#failure) throw this.#failure;
    const id = ++this.#lastId;
    const pending = Promise.withResolvers<unknown>();
    this.#pending.set(id, pending);
    this.#worker.postMessage({ id, name, given } satisfies WriterCall);
    return pending.promise;
  }

  async close(): Promise<void> {
    if (this.#failure) return;
    this.#worker.postMessage("close");
    await once(this.#worker, "exit");
  }

  #take(answer: WriterAnswer): void {
    const pending = this.#pending.get(answer.id)!;
    this.#pending.delete(answer.id);
    if ("error" in answer) pending.reject(answer.error);
    else pending.resolve(answer.result);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}
