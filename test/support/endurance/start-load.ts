import { setTimeout as pause } from "node:timers/promises";
import type { UserEvent } from "../../../src/metric/event.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { eventOf, metricOf } from "../hub/metric.ts";
import { Ledger, type Sent } from "./ledger.ts";

interface Options {
  /** Where the hub is; waited for while it is down. */
  url: () => Promise<string>;
  senders: number;
  usersEach: number;
  /** From one round of a sender to the next. */
  everyMs: number;
}

export interface Load {
  /** One of each sender; senders share no users. */
  ledgers: readonly Ledger[];
  /** Resolves when everything sent was acknowledged. */
  stop(): Promise<void>;
}

/** Senders that post metrics alone and in bulk, events, and leavings, until they are stopped. */
export function startLoad({ senders, ...options }: Options): Load {
  const stopping = new AbortController();
  const all = Array.from({ length: senders }, (_, index) => {
    // Not all at once, or readers would be idle between.
    const startAfterMs = (index * options.everyMs) / senders;
    return new Sender(`s${index}`, { ...options, startAfterMs, stopping });
  });
  const sending = Promise.all(all.map((sender) => sender.send()));
  // Told by `stop`; until then it is nobody's.
  sending.catch(() => {});
  return {
    ledgers: all.map(({ ledger }) => ledger),
    async stop() {
      stopping.abort();
      await sending;
    },
  };
}

interface SenderOptions extends Omit<Options, "senders"> {
  startAfterMs: number;
  stopping: AbortController;
}

class Sender {
  readonly ledger = new Ledger();
  readonly #name: string;
  readonly #options: SenderOptions;
  readonly #userIds: string[];
  #lastAt = 0;
  #count = 0;

  constructor(name: string, options: SenderOptions) {
    this.#name = name;
    this.#options = options;
    this.#userIds = Array.from({ length: options.usersEach }, (_, index) => `${name}-${index}`);
  }

  async send(): Promise<void> {
    const { stopping, startAfterMs, everyMs } = this.#options;
    await pause(startAfterMs);
    for (let round = 0; !stopping.signal.aborted; round += 1) {
      const start = performance.now();
      for (const { path, sent } of this.#roundOf(round)) await this.#deliver(path, sent);
      await pause(Math.max(0, everyMs - (performance.now() - start)));
    }
    // Whoever removes nobody must not look right in the end.
    await this.#deliver("events", [this.#eventOf(this.#userIds[0]!, "user_gone")]);
  }

  #roundOf(round: number): { path: string; sent: Sent[] }[] {
    const userId = this.#userIds[round % this.#userIds.length]!;
    const half = this.#userIds.filter((_, index) => index % 2 === round % 2);
    const all = [
      { path: "metrics/bulk", sent: half.map((id) => this.#metricOf(id)) },
      { path: "metrics", sent: [this.#metricOf(userId)] },
      { path: "events", sent: [this.#eventOf(userId, "feature_used")] },
    ];
    if (round % 5 === 0) all.push({ path: "events", sent: [this.#eventOf(userId, "user_gone")] });
    if (round % 7 === 0) all.push({ path: "events", sent: [1, 2, 3].map(() => this.#eventOf(userId, "feature_used")) });
    return all;
  }

  /** At least once: what is not answered is sent again as it was. */
  async #deliver(path: string, sent: readonly Sent[]): Promise<void> {
    this.ledger.inFlight = sent;
    const body = toBody(path, sent);
    for (;;) {
      const url = await this.#options.url();
      const answer = await answerTo(`${url}/api/${path}`, body);
      if (answer === undefined) continue;
      if (answer.status !== 200) throw new Error(`The hub answered ${answer.status} to ${path}: ${answer.text}`);
      return this.ledger.acknowledge(sent);
    }
  }

  #metricOf(userId: string): Sent {
    const timestamp = this.#nextTime();
    const count = (this.#count += 1);
    return {
      type: "metric",
      metric: metricOf(userId, { timestamp, lastActionTime: timestamp, pageViews: count, lastAction: `Step ${count}` }),
    };
  }

  #eventOf(userId: string, type: string): Sent {
    const id = `${this.#name}-event-${(this.#count += 1)}`;
    return { type: "event", event: { ...eventOf(id), userId, type, timestamp: this.#nextTime() } };
  }

  /** Times of one sender rise, however fast it is. */
  #nextTime(): string {
    this.#lastAt = Math.max(Date.now(), this.#lastAt + 1);
    return new Date(this.#lastAt).toISOString();
  }
}

function toBody(path: string, sent: readonly Sent[]): string {
  const items = sent.map((each): UserMetric | UserEvent => (each.type === "metric" ? each.metric : each.event));
  return JSON.stringify(path === "metrics" ? items[0] : { [path === "events" ? "events" : "metrics"]: items });
}

/** Undefined where the hub went away before it had answered. */
async function answerTo(url: string, body: string): Promise<{ status: number; text: string } | undefined> {
  try {
    const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
    return { status: response.status, text: await response.text() };
  } catch {
    await pause(10);
    return undefined;
  }
}
