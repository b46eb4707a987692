import { setTimeout as wait } from "node:timers/promises";
import { WebSocket } from "ws";
import { parseCursor } from "../metric/cursor.ts";
import { subprotocol, type Frame, type HubFrame } from "../metric/wire.ts";
import type { Ledger } from "./ledger.ts";

const comeBackMs = 100;

/** Follows a hub as any client would: with a cursor, through every break. */
export class Reader {
  readonly #url: string;
  readonly #ledger: Ledger;
  readonly #closing = new AbortController();
  readonly #done: Promise<void>;
  #socket: WebSocket | undefined;
  #cursor = "";
  breaks = 0;
  /** Events that the hub says it no longer has, and times it could not lead the reader on. */
  gaps = 0;
  resets = 0;

  constructor(url: string, ledger: Ledger) {
    this.#url = url;
    this.#ledger = ledger;
    this.#done = this.#follow();
  }

  /** Cuts its connection. */
  break(): void {
    this.breaks += 1;
    this.#socket?.terminate();
  }

  hasReached(cursor: string): boolean {
    return (parseCursor(this.#cursor)?.seq ?? -1) >= (parseCursor(cursor)?.seq ?? 0);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#socket?.terminate();
    await this.#done;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const socket = new WebSocket(`${this.#url}?since=${encodeURIComponent(this.#cursor)}`, [subprotocol]);
      this.#socket = socket;
      socket.on("message", (data) => this.#take(JSON.parse((data as Buffer).toString()) as Frame | HubFrame));
      await closed(socket);
      await wait(comeBackMs, undefined, { signal }).catch(() => {});
    }
  }

  #take(frame: Frame | HubFrame): void {
    switch (frame.type) {
      case "user_metric":
        this.#ledger.metricSeen(frame.metric);
        break;
      case "bulk_metrics":
        for (const metric of frame.metrics) this.#ledger.metricSeen(metric);
        break;
      case "event":
        this.#ledger.eventSeen(frame.event);
        break;
      case "user_left":
        this.#ledger.leftSeen(frame.userId);
        break;
      case "gap":
        this.gaps += frame.events;
        break;
      case "reset":
        this.resets += 1;
        break;
      default:
    }
    if ("cursor" in frame && frame.cursor !== undefined) this.#cursor = frame.cursor;
  }
}

/** Why it ended is no matter: it comes back. */
function closed(socket: WebSocket): Promise<void> {
  socket.on("error", () => {});
  return new Promise((resolve) => socket.once("close", () => resolve()));
}
