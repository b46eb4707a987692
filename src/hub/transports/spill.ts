import { randomUUID } from "node:crypto";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const memoryBytes = 1024 * 1024;

/**
 * Items of a JSON list that is to be sent later: in memory while they are few, else in a file that has no name, which
 * nobody else can open and which goes with the process at the latest.
 */
export class Spill implements AsyncDisposable {
  #texts: string[] = [];
  #bytes = 0;
  #file: FileHandle | undefined;
  isEmpty = true;

  async add(items: readonly string[]): Promise<void> {
    if (items.length === 0) return;

    const text = (this.isEmpty ? "" : ",") + items.join(",");
    this.isEmpty = false;
    this.#texts.push(text);
    this.#bytes += text.length;
    if (this.#bytes > memoryBytes) await this.#toFile();
  }

  /** All items, with commas between them. Nothing may be added after it. */
  async *text(): AsyncGenerator<Buffer | string, void> {
    if (this.#file) {
      await this.#toFile();
      yield* this.#file.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Buffer>;
    } else if (this.#texts.length > 0) yield this.#texts.join("");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.close();
  }

  async #toFile(): Promise<void> {
    this.#file ??= await openNameless();
    await this.#file.writeFile(this.#texts.join(""));
    this.#texts = [];
    this.#bytes = 0;
  }
}

async function openNameless(): Promise<FileHandle> {
  const name = path.join(tmpdir(), `live-metrics-state-${randomUUID()}`);
  const file = await open(name, "wx+", 0o600);
  await unlink(name);
  return file;
}
