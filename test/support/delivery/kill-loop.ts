import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Life, Said } from "./sender-process.ts";
import { Tally } from "./tally.ts";

const program = path.join(import.meta.dirname, "sender-process.ts");

interface Options {
  kills: number;
  /** What is pushed over all lives, at least. */
  records: number;
  /** A sender is killed at most so long after its first push. */
  lifeMs: number;
  users: number;
}

export interface KillResult {
  kills: number;
  records: number;
  events: number;
  /** What the receiver got more than once. */
  repeated: number;
  /** Left with the sender in the end. */
  waiting: number;
  /** What is wrong, a sentence each. */
  faults: string[];
}

/** Kills a sender at random moments and starts it again on the same spool; in the end all that it pushed must be there. */
export async function runKillLoop(file: string, { kills, records, lifeMs, users }: Options): Promise<KillResult> {
  await using receiver = new Tally();
  const url = await receiver.open();
  const start = (number: number): Sender => new Sender({ file, url, number, users });
  const lives: Sender[] = [];
  const pushed = (): number => lives.reduce((sum, { metrics, events }) => sum + metrics + events, 0);

  while (lives.length < kills || pushed() < (records * (kills - 1)) / kills) {
    const sender = start(lives.length + 1);
    lives.push(sender);
    // Some die before they are at work: while they open the spool, or take up what an earlier life left.
    const share = Math.random();
    if (share > 0.1) await sender.atWork;
    await pause(share * lifeMs);
    await sender.kill();
  }

  const last = start(lives.length + 1);
  const killed = lives.length;
  lives.push(last);
  await last.atWork;
  while (pushed() < records) await pause(10);
  const waiting = await last.finish();
  const announced = lives.flatMap(({ number, events }) =>
    Array.from({ length: events }, (_, at) => `e-${number}-${at}`),
  );
  const lost = announced.filter((id) => !receiver.eventIds.has(id));
  const faults = [...receiver.faults, ...faultsOfUsers(receiver, last, users)];
  if (lost.length > 0) faults.push(`${lost.length} events are lost, such as ${lost[0]}`);
  return { kills: killed, records: pushed(), events: announced.length, repeated: receiver.repeated, waiting, faults };
}

/** The last life ends with each user once. */
function faultsOfUsers({ users }: Tally, { number, metrics }: Sender, count: number): string[] {
  return Array.from({ length: count }, (_, at) => metrics - count + at).flatMap((index) => {
    const views = users.get(`u${index % count}`)?.pageViews;
    const expected = number * 1_000_000_000 + index;
    return views === expected ? [] : [`u${index % count} ends with ${views}, and was pushed last with ${expected}`];
  });
}

class Sender {
  readonly number: number;
  /** What it has said is on disk. */
  metrics = 0;
  events = 0;
  /** Resolves at its first push. */
  readonly atWork: Promise<unknown>;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #waiting: number | undefined;

  constructor(life: Life) {
    this.number = life.number;
    this.#child = fork(program, [JSON.stringify(life)], { execArgv: [] });
    this.#exited = once(this.#child, "close");
    this.#child.on("message", (said: Said) => this.#hear(said));
    this.atWork = Promise.race([once(this.#child, "message"), this.#exited]);
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  /** Returns how much it did not deliver. */
  async finish(): Promise<number> {
    this.#child.send("finish");
    await this.#exited;
    if (this.#waiting === undefined) throw new Error("The sender ended before it was done");
    return this.#waiting;
  }

  #hear(said: Said): void {
    if ("counts" in said) this.#waiting = Object.values(said.counts).reduce((sum, { waiting }) => sum + waiting, 0);
    else ({ metrics: this.metrics, events: this.events } = said);
  }
}
