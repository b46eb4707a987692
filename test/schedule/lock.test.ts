import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { acquireLock, waitForLock } from "../../src/schedule/lock.ts";
import { tempFolder } from "../support/temp-folder.ts";

const program = resolve(import.meta.dirname, "../support/lock-holder.ts");

/** A process that waits for the word, then tries to take the lock. */
class Contender implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(file: string) {
    this.child = spawn(process.execPath, [program, file], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface(this.child.stdout!)[Symbol.asyncIterator]();
  }

  async says(): Promise<string> {
    return String((await this.#lines.next()).value);
  }

  async take(): Promise<string> {
    this.child.stdin!.write("now\n");
    return await this.says();
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGKILL");
    await once(this.child, "exit");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

test("a second process is refused, with the pid and the start of the first", async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, "run.lock");
  await using holder = new Contender(file);
  await holder.says();
  expect(await holder.take()).toBe("held");

  const refusal = (await acquireLock(file, "The run of crm.yaml").catch((error: unknown) => error)) as Error;
  expect(refusal).toMatchObject({
    code: "LM_LOCKED",
    exitCode: 11,
    hint: `Wait until it ends, stop it (kill ${holder.child.pid}), or give this one another --state-dir.`,
  });
  expect(refusal.message).toMatch(
    new RegExp(
      `^The run of crm\\.yaml is at work already: process ${holder.child.pid}, since \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$`,
    ),
  );
});

test("the lock of a process that was killed is free", async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, "run.lock");
  await using holder = new Contender(file);
  await holder.says();
  expect(await holder.take()).toBe("held");
  await holder.kill();

  const lock = await acquireLock(file, "The run of crm.yaml");
  await lock.release();
});

test("of many processes that want the lock of a dead one, exactly one gets it", async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, "run.lock");
  await using open = new AsyncDisposableStack();
  const dead = open.use(new Contender(file));
  await dead.says();
  await dead.take();
  const contenders = Array.from({ length: 6 }, () => open.use(new Contender(file)));
  await Promise.all(contenders.map((contender) => contender.says()));
  await dead.kill();

  const said = await Promise.all(contenders.map((contender) => contender.take()));

  expect(said.toSorted()).toEqual(["held", ...Array.from({ length: 5 }, () => "refused")]);
});

test("a lock that was given back is free, and nobody's name stays behind", async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, "run.lock");
  for (let round = 0; round < 3; round += 1) {
    const lock = await acquireLock(file, "The run of crm.yaml");
    await expect(acquireLock(file, "The run of crm.yaml")).rejects.toThrow(`process ${process.pid}`);
    await lock.release();
  }
  expect(await readdir(folder.path)).toEqual(["run.lock"]);
});

test("a held lock is not blamed on a dead owner whose name still stands there", async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, "run.lock");
  const dead = new Contender(file);
  await dead.kill();
  const lock = await acquireLock(file, "The run of crm.yaml");
  await writeFile(`${file}.owner`, JSON.stringify({ pid: dead.child.pid, since: "2026-11-23T12:00:00.000Z" }));
  await expect(acquireLock(file, "The run of crm.yaml")).rejects.toThrow("at work already: another process");
  await lock.release();
});

test("its folder is made where it is not there, for its owner alone", async () => {
  await using folder = await tempFolder();
  const lock = await acquireLock(join(folder.path, "state", "run.lock"), "The run of crm.yaml");
  expect((await stat(join(folder.path, "state"))).mode & 0o777).toBe(0o700);
  await lock.release();
});

test.each(["", "not JSON", "5", "{}", '{"pid":"x","since":"today"}', '{"pid":0,"since":"2026-11-23T12:00:00Z"}'])(
  "a held lock whose owner reads %j is held all the same",
  async (content) => {
    await using folder = await tempFolder();
    const file = join(folder.path, "run.lock");
    const lock = await acquireLock(file, "The run of crm.yaml");
    await writeFile(`${file}.owner`, content);
    await expect(acquireLock(file, "The run of crm.yaml")).rejects.toThrow(
      "The run of crm.yaml is at work already: another process",
    );
    await lock.release();
  },
);

test("a file of something else in its place is said to be so", async () => {
  await using folder = await tempFolder();
  const file = await folder.write("run.lock", "this is no lock");
  await expect(acquireLock(file, "The run of crm.yaml")).rejects.toMatchObject({
    code: "LM_STATE_UNUSABLE",
    message: `${file} cannot be used as a lock: file is not a database`,
    hint: "Remove it if nothing else needs it, or name another folder with --state-dir.",
  });
  await mkdir(join(folder.path, "hub.lock"));
  await expect(acquireLock(join(folder.path, "hub.lock"), "A hub")).rejects.toMatchObject({
    code: "LM_STATE_UNUSABLE",
  });
});

test("who waits for a lock gets it when its holder lets go", async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, "login.lock");
  await using holder = new Contender(file);
  await holder.says();
  await holder.take();

  const waiting = waitForLock(file, "The login", new AbortController().signal);
  await holder.kill();
  await (await waiting).release();
});

test("who waits for a lock gives up with the reason of its signal", async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, "login.lock");
  const lock = await acquireLock(file, "The login");
  const patience = new AbortController();

  const waiting = waitForLock(file, "The login", patience.signal);
  patience.abort(new Error("the run is over"));
  await expect(waiting).rejects.toMatchObject({ name: "AbortError", cause: { message: "the run is over" } });
  await lock.release();
});
