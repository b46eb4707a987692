import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { meets, round, type Figure } from "./support/figure.ts";
import { median } from "./support/median.ts";
import { openRawReader } from "./support/raw-reader.ts";
import { openTempFolder } from "./support/temp-folder.ts";

const program = resolve(import.meta.dirname, "../../bin/live-metrics.js");
/** Of whom two in five are at work at a time: fewer would act more often than once a second, and not be seen each time. */
const users = 100_000;
/** More than is asked for: what the way cannot carry is conflated, and not seen. */
const updatesPerSecond = 25_000;
const windows = 10;
const windowMs = 2_000;
const aim = ">=20000";
/** Of `/proc/<pid>/stat`: in hundredths of a second. */
const msPerTick = 10;

/** Metrics a second at a reader that synthetic users made: through scraper, spool, rest sink and hub, a process each. */
export async function measureEndToEnd(): Promise<Figure[]> {
  await using folder = await openTempFolder();
  await using open = new AsyncDisposableStack();
  const hub = start(["serve", "--port", "0", "--rate-limit", "0", "--state-dir", join(folder.path, "hub")]);
  open.defer(() => end(hub));
  const url = await said(hub, /Live Metrics page: (\S+)/);

  const count = { seen: 0 };
  const reader = await openRawReader(`${url}/metrics`, (message) => (count.seen += countMetrics(message)));
  open.defer(() => void reader.destroy());
  const way = ["--sink", "rest", "--url", url, "--state-dir", join(folder.path, "scraper")];
  const scraper = start(["scrape", "--mock", String(users), "--rate", String(updatesPerSecond), ...way]);
  open.defer(() => end(scraper));
  while (count.seen < users) await pause(100);

  const paces: number[] = [];
  const cpuBefore = await Promise.all([scraper, hub].map(cpuMsOf));
  const startedAt = performance.now();
  for (let window = 0; window < windows; window += 1) {
    const [before, from] = [count.seen, performance.now()];
    await pause(windowMs);
    paces.push(((count.seen - before) * 1_000) / (performance.now() - from));
  }
  const tookMs = performance.now() - startedAt;
  const cpu = (await Promise.all([scraper, hub].map(cpuMsOf))).map((ms, place) => (ms - cpuBefore[place]!) / tookMs);
  const ours = round(median(paces));
  const [scraperCpu, hubCpu] = cpu.map(round);
  const details = { users, updatesPerSecond, spread: [Math.min(...paces), Math.max(...paces)].map(round) };
  const cores = { scraper: scraperCpu, hub: hubCpu };
  return [{ figure: "end-to-end", unit: "metrics/s", ours, aim, ok: meets(ours, aim), details: { ...details, cores } }];
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...args], { stdio: ["ignore", "ignore", "pipe"] });
}

/** Goes on reading after it, so that what it says later does not fill the pipe. */
function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr! }).on("line", (line) => {
      const match = pattern.exec(line);
      if (match) resolve(match[1]!);
    });
    child.once("exit", (code) => reject(new Error(`The program ended with ${code}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

const userId = Buffer.from('"userId":');
const eventFrame = Buffer.from('{"type":"event"');

/** A user has one metric in a frame. */
function countMetrics(message: Buffer): number {
  if (message.subarray(0, eventFrame.length).equals(eventFrame)) return 0;
  let count = 0;
  for (let at = message.indexOf(userId); at !== -1; at = message.indexOf(userId, at + userId.length)) count += 1;
  return count;
}

async function cpuMsOf({ pid }: ChildProcess): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}
