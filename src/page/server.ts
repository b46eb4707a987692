import { toHubPath } from "../client/hub-path.ts";
import type { MetricsService } from "../client/metrics-service.ts";

/** What is followed, and the address that a hub's other calls are made at. */
export type Server = { baseUrl: string } & (
  | { type: "hub" }
  | { type: "websocket"; url: string }
  | { type: "polling"; url: string }
);

/**
 * The server to follow: the hub that is named, else what the app's build says in `VITE_METRICS_WS_URL` or
 * `VITE_METRICS_API_URL`, else a hub where the page came from.
 */
export function findServer(hubUrl: string | undefined): Server {
  if (hubUrl !== undefined) return { type: "hub", baseUrl: toAddress(hubUrl) };
  // Vite puts its values in here; elsewhere there is no such thing.
  const { VITE_METRICS_WS_URL: socket, VITE_METRICS_API_URL: api } = import.meta.env ?? {};
  if (socket) return { type: "websocket", url: socket, baseUrl: toBase(socket) };
  if (api) return { type: "polling", url: api, baseUrl: toBase(api) };
  return { type: "hub", baseUrl: toAddress(".") };
}

interface Following {
  server: Server;
  readers: number;
}

/** What each service follows for readers here. */
const followings = new WeakMap<MetricsService, Map<Server["type"], Following>>();

/** Follows the server until the returned function is called. Whoever follows the same one meanwhile keeps it. */
export function follow(service: MetricsService, server: Server): () => void {
  const ways = followings.get(service) ?? new Map<Server["type"], Following>();
  followings.set(service, ways);
  const shared = ways.get(server.type);
  const following = shared && toUrl(shared.server) === toUrl(server) ? shared : { server, readers: 0 };
  if (following.readers === 0) open(service, server);
  ways.set(server.type, following);
  following.readers += 1;

  return () => {
    following.readers -= 1;
    if (following.readers > 0 || ways.get(server.type) !== following) return;
    ways.delete(server.type);
    close(service, server);
  };
}

function open(service: MetricsService, server: Server): void {
  if (server.type === "websocket") service.connectWebSocket(server.url);
  else if (server.type === "polling") service.startPolling(server.url);
  else service.connect(server.baseUrl);
}

/** A service ends its hub with all it follows; the other ways end by themselves. */
function close(service: MetricsService, { type }: Server): void {
  if (type === "websocket") service.disconnectWebSocket();
  else if (type === "polling") service.stopPolling();
  else service.disconnect();
}

function toUrl(server: Server): string {
  return server.type === "hub" ? server.baseUrl : server.url;
}

/** A base address ends with a slash, or the last part of its path would be lost. */
function toAddress(url: string): string {
  const address = new URL(url, document.baseURI);
  address.pathname = address.pathname.replace(/\/*$/, "/");
  return address.href;
}

/** A hub behind a path prefix streams and answers below it. */
function toBase(url: string): string {
  const base = new URL(url, document.baseURI);
  base.protocol = base.protocol.replace("ws", "http");
  base.pathname = toHubPath(base, "/");
  return new URL(".", base).href;
}
