import type { Rung } from "./attempt.ts";
import type { Connection } from "./connection.ts";
import type { Credentials } from "./credentials.ts";
import { eventStream } from "./event-stream.ts";
import { Follower } from "./follower.ts";
import { toUrl, toWaitMs, type Host } from "./host.ts";
import { toHubPath } from "./hub-path.ts";
import { toHubRungs, toSocketUrl } from "./hub-rungs.ts";
import { createListeners, type Listeners } from "./listeners.ts";
import type { LiveState } from "./live-state.ts";
import type { Following } from "./metrics-service.ts";
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

  /** What of the service is done here. */
  readonly calls: Following = {
    connect: (url) => this.#follow("hub", toHubRungs(toUrl(url), this.#options.pollMs)),
    connectWebSocket: (url) => this.#follow("WebSocket", [{ transport: webSocket, address: toSocketUrl(toUrl(url)) }]),
    disconnectWebSocket: () => this.#end("WebSocket"),
    connectSSE: (url) => this.#follow("SSE", [{ transport: eventStream, address: toUrl(url) }]),
    disconnectSSE: () => this.#end("SSE"),
    startPolling: (url, ms) => {
      const transport = createPolling(toWaitMs(ms, this.#options.pollMs));
      this.#follow("polling", [{ transport, address: toUrl(url) }]);
    },
    stopPolling: () => this.#end("polling"),
    disconnect: () => {
      // A copy, for who is told may connect anew.
      for (const slot of new Map(this.#followers).keys()) this.#end(slot);
    },
    retryNow: () => {
      for (const follower of this.#followers.values()) follower.retryNow();
    },
    dismissGap: () => {
      for (const source of this.#sources.values()) source.dismissGap();
      for (const follower of this.#followers.values()) follower.refresh();
    },
    onConnectionChange: (listener) => this.#listeners.add(listener, [this.#connection]),
  };

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#listeners = createListeners(options.report);
  }

  #follow(slot: Slot, rungs: readonly Rung[]): void {
    const former = this.#followers.get(slot);
    const follower = new Follower({
      ...this.#options,
      rungs,
      source: this.#sourceAt(rungs[0]!.address),
      onChange: () => this.#refresh(),
    });
    // Anew, for a map keeps the order in which it was filled.
    this.#followers.delete(slot);
    this.#followers.set(slot, follower);
    former?.close();
    follower.open();
  }

  #end(slot: Slot): void {
    const follower = this.#followers.get(slot);
    this.#followers.delete(slot);
    follower?.close();
  }

  #sourceAt(address: URL): Source {
    const server = address.host + toHubPath(address, "");
    const source = this.#sources.get(server) ?? this.#options.state.createSource(address.host);
    this.#sources.set(server, source);
    return source;
  }

  #refresh(): void {
    const connection = [...this.#followers.values()].at(-1)?.connection ?? idle;
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#listeners.tell(connection);
  }
}
