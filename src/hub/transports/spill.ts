import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { EnvironmentError } from "../../errors.ts";

const memoryBytes = 1024 * 1024;

/**
 * Makes the folder for answers that are too much for memory, with nothing in it: the state folder can be written, and that
 * of the system may be of memory, or read-only. Throws EnvironmentError LM_STATE_UNUSABLE where it cannot.
 */
export async function openSpillFolder(stateFolder: string): Promise<string> {
  const folder = path.join(stateFolder, "answers");
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // A hub that was killed may have left one behind before it had lost its name.
    for (const name of await readdir(folder)) await rm(path.join(folder, name), { force: true });
    return folder;
  } catch (cause) {
    throw new EnvironmentError(`The hub's folder ${folder} cannot be used: ${(cause as Error).message}`, {
      code: "LM_STATE_UNUSABLE",
      hint: "Check that the folder can be written, or name another state folder with --state-dir.",
      cause,
    });
  }
}

/**
 * Items of a JSON list that is to be sent later: in memory while they are few, else in a file that has no name, which
 * nobody else can open and which goes with the process at the latest.
 */
export class Spill implements AsyncDisposable {
  readonly #folder: string;
  #texts: string[] = [];
  #bytes = 0;
  #file: FileHandle | undefined;
  isEmpty = true;

  constructor(folder: string) {
    this.#folder = folder;
  }

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
    this.#file ??= await openNameless(this.#folder);
    await this.#file.writeFile(this.#texts.join(""));
    this.#texts = [];
    this.#bytes = 0;
  }
}

async function openNameless(folder: string): Promise<FileHandle> {
  const name = path.join(folder, randomUUID());
  const file = await open(name, "wx+", 0o600);
  // Another hub on the same folder that has just started may have been faster.
  await rm(name, { force: true });
  return file;
}
