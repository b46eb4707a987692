import type { Rung } from "./attempt.ts";
import type { Connection } from "./connection.ts";
import type { Credentials } from "./credentials.ts";
import { eventStream } from "./event-stream.ts";
import { createFollower, type Follower } from "./follower.ts";
import { toUrl, toWaitMs, type Host } from "./host.ts";
import { toHubPath } from "./hub-path.ts";
import { toHubRungs, toSocketUrl } from "./hub-rungs.ts";
import { createListeners } from "./listeners.ts";
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

/** The servers that are followed, and how the one that was connected last stands: what of the service is done by them. */
export function createConnections(options: ConnectionsOptions): Following {
  const { state, pollMs, report } = options;
  const followers = new Map<Slot, Follower>();
  /** By host and path: a server has one history, whatever the transport. */
  const sources = new Map<string, Source>();
  const listeners = createListeners<[Connection]>(report);
  let connection = idle;

  const sourceAt = (address: URL): Source => {
    const server = address.host + toHubPath(address, "");
    const source = sources.get(server) ?? state.createSource(address.host);
    sources.set(server, source);
    return source;
  };
  const refresh = (): void => {
    const latest = [...followers.values()].at(-1)?.connection ?? idle;
    if (latest === connection) return;
    connection = latest;
    listeners.tell(latest);
  };
  const follow = (slot: Slot, rungs: readonly Rung[]): void => {
    const former = followers.get(slot);
    const source = sourceAt(rungs[0]!.address);
    const follower = createFollower({ ...options, rungs, source, onChange: refresh });
    // Anew, for a map keeps the order in which it was filled.
    followers.delete(slot);
    followers.set(slot, follower);
    former?.close();
    follower.open();
  };
  const end = (slot: Slot): void => {
    const follower = followers.get(slot);
    followers.delete(slot);
    follower?.close();
  };

  return {
    connect: (url) => follow("hub", toHubRungs(toUrl(url), pollMs)),
    connectWebSocket: (url) => follow("WebSocket", [{ transport: webSocket, address: toSocketUrl(toUrl(url)) }]),
    disconnectWebSocket: () => end("WebSocket"),
    connectSSE: (url) => follow("SSE", [{ transport: eventStream, address: toUrl(url) }]),
    disconnectSSE: () => end("SSE"),
    startPolling: (url, ms) =>
      follow("polling", [{ transport: createPolling(toWaitMs(ms, pollMs)), address: toUrl(url) }]),
    stopPolling: () => end("polling"),
    disconnect() {
      // A copy, for who is told may connect anew.
      for (const slot of new Map(followers).keys()) end(slot);
    },
    retryNow() {
      for (const follower of followers.values()) follower.retryNow();
    },
    dismissGap() {
      for (const source of sources.values()) source.dismissGap();
      for (const follower of followers.values()) follower.refresh();
    },
    onConnectionChange: (listener) => listeners.add(listener, [connection]),
  };
}
