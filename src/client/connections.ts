import type { Rung } from "./attempt.ts";
import type { Connection } from "./connection.ts";
import type { Credentials } from "./credentials.ts";
import { eventStream } from "./event-stream.ts";
import { Follower } from "./follower.ts";
import { toUrl, toWaitMs, type Host } from "./host.ts";
import { toHubPath } from "./hub-path.ts";
import { toHubRungs, toSocketUrl } from "./hub-rungs.ts";
import { createListeners, type Listeners, type Unsubscribe } from "./listeners.ts";
import type { LiveState } from "./live-state.ts";
import { createPolling } from "./polling.ts";
import type { Problem } from "./report.ts";
import type { Source } from "./source.ts";
import { webSocket } from "./web-socket.ts";

interface ConnectionsOptions {
  state: LiveState;
  host: Host;
  credentials: Credentials;
  reconnectMs: number;
  pollMs: number;
  report: (problem: Problem) => void;
}

/** Each way of following can be in use once. */
type Slot = "hub" | "WebSocket" | "SSE" | "polling";

const idle: Connection = { state: "idle" };

/** The servers that are followed, and how the one that was connected last stands. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #followers = new Map<Slot, Follower>();
  /** By host and path: a server has one history, whatever the transport. */
  readonly #sources = new Map<string, Source>();
  readonly #listeners: Listeners<[Connection]>;
  #connection: Connection = idle;
  #unreadable = 0;
  /** At how many of them the next report is due: 1, 10, 100, … */
  #reportAt = 1;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#listeners = createListeners(options.report);
  }

  connect(url: string): void {
    this.#follow("hub", toHubRungs(toUrl(url), this.#options.pollMs));
  }

  connectWebSocket(url: string): void {
    this.#follow("WebSocket", [{ transport: webSocket, address: toSocketUrl(toUrl(url)) }]);
  }

  connectSSE(url: string): void {
    this.#follow("SSE", [{ transport: eventStream, address: toUrl(url) }]);
  }

  startPolling(url: string, ms?: number): void {
    const everyMs = toWaitMs(ms, this.#options.pollMs);
    this.#follow("polling", [{ transport: createPolling(everyMs), address: toUrl(url) }]);
  }

  end(slot: Slot): void {
    const follower = this.#followers.get(slot);
    this.#followers.delete(slot);
    follower?.close();
  }

  disconnect(): void {
    // A copy, for who is told may connect anew.
    const followed = new Map(this.#followers);
    for (const slot of followed.keys()) this.end(slot);
  }

  retryNow(): void {
    for (const follower of this.#followers.values()) follower.retryNow();
  }

  dismissGap(): void {
    for (const source of this.#sources.values()) source.dismissGap();
    for (const follower of this.#followers.values()) follower.refresh();
  }

  onChange(listener: (connection: Connection) => void): Unsubscribe {
    return this.#listeners.add(listener, [this.#connection]);
  }

  #follow(slot: Slot, rungs: readonly Rung[]): void {
    const { state, host, credentials, reconnectMs } = this.#options;
    const source = this.#sourceAt(rungs[0]!.address);
    const former = this.#followers.get(slot);
    const follower = new Follower({
      rungs,
      source,
      host,
      credentials,
      reconnectMs,
      onIncoming: (arrival) => {
        if (arrival.unreadable > 0) this.#reportUnreadable(arrival.unreadable, rungs[0]!.address);
        state.take(source, arrival);
      },
      onChange: () => this.#refresh(),
    });
    // Anew, for a map keeps the order in which it was filled.
    this.#followers.delete(slot);
    this.#followers.set(slot, follower);
    former?.close();
    follower.open();
  }

  #sourceAt(address: URL): Source {
    const server = address.host + toHubPath(address, "");
    const known = this.#sources.get(server);
    if (known) return known;
    const source = this.#options.state.createSource();
    this.#sources.set(server, source);
    return source;
  }

  #refresh(): void {
    const connection = [...this.#followers.values()].at(-1)?.connection ?? idle;
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#listeners.tell(connection);
  }

  #reportUnreadable(count: number, { host }: URL): void {
    this.#unreadable += count;
    if (this.#unreadable < this.#reportAt) return;
    this.#reportAt = 10 ** String(this.#unreadable).length;
    const message = `${host} sent what could not be read; it was passed over (${this.#unreadable} so far)`;
    this.#options.report({ message });
  }
}
