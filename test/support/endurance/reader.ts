import { setTimeout as pause } from "node:timers/promises";
import { Kept, type News } from "./kept.ts";
import { wires, type WireName } from "./wires/index.ts";
import type { Line } from "./wires/wire.ts";

/** How a bad network treats a reader. */
export interface Jitter {
  /** How long a socket lives, on average, until it is destroyed. */
  lifeMs: number;
  /** How long its reader is away then: the same for all, or slow clients would look like losses. */
  awayMs: number;
}

/** A hub that refuses is not asked all the time. */
const retryMs = 50;

interface Options {
  wire: WireName;
  localAddress: string | undefined;
  pollEveryMs: number;
  /** Where the hub is; asked for each line, and waited for while it is down. */
  url: () => Promise<string>;
}

/** A reader that comes back by its cursor whenever its line is gone. */
export class Reader {
  readonly wire: WireName;
  readonly kept = new Kept();
  lines = 0;
  kills = 0;
  /** For each time it came back, from its first packet until it was given what it had missed. */
  readonly resumeMs: number[] = [];
  /** The longest it waited for a message since it was last asked to watch. */
  longestWaitMs = 0;
  jitter: Jitter | undefined;
  readonly #options: Options;
  readonly #leaving = new AbortController();
  #line: Line | undefined;
  #dying: NodeJS.Timeout | undefined;
  #heardAt: number | undefined;

  constructor(options: Options) {
    this.wire = options.wire;
    this.#options = options;
  }

  /** Reads until it leaves. */
  async stay(): Promise<void> {
    const { signal } = this.#leaving;
    while (!signal.aborted) {
      const line = this.#connect(await this.#options.url());
      await line.closed;
      clearTimeout(this.#dying);
      this.#line = undefined;
      await pause(this.jitter?.awayMs ?? retryMs);
    }
  }

  /** From now on until it is calm, its sockets die. */
  shake(jitter: Jitter): void {
    this.jitter = jitter;
    this.#dieSome(Math.random());
  }

  /** Whoever is away comes back and then stays. */
  calm(): void {
    this.jitter = undefined;
    clearTimeout(this.#dying);
  }

  watch(): void {
    this.longestWaitMs = 0;
    this.#heardAt = performance.now();
  }

  leave(): void {
    this.#leaving.abort();
    this.#line?.destroy();
  }

  #connect(url: string): Line {
    const { wire, localAddress, pollEveryMs } = this.#options;
    const since = this.kept.cursor;
    const startedAt = performance.now();
    let isBack = since === undefined;
    const take = (news: News): void => {
      this.#noteWait();
      this.kept.take(news);
      if (isBack || news.isGreeting) return;
      isBack = true;
      this.resumeMs.push(Math.round(performance.now() - startedAt));
    };

    this.lines += 1;
    this.#line = wires[wire]({ url, since, localAddress, pollEveryMs, take });
    if (this.jitter) this.#dieSome(0.5 + Math.random());
    return this.#line;
  }

  /** After a share of the average life. */
  #dieSome(share: number): void {
    this.#dying = setTimeout(() => {
      this.kills += 1;
      this.#line?.destroy();
    }, share * this.jitter!.lifeMs);
  }

  #noteWait(): void {
    if (this.#heardAt === undefined) return;
    const now = performance.now();
    this.longestWaitMs = Math.max(this.longestWaitMs, now - this.#heardAt);
    this.#heardAt = now;
  }
}
