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

/** Follows the server until the returned function is called. */
export function follow(service: MetricsService, server: Server): () => void {
  if (server.type === "websocket") service.connectWebSocket(server.url);
  else if (server.type === "polling") service.startPolling(server.url);
  else service.connect(server.baseUrl);
  return () => service.disconnect();
}

function toAddress(url: string): string {
  return new URL(url, document.baseURI).href;
}

function toBase(url: string): string {
  const base = new URL("/", toAddress(url));
  base.protocol = base.protocol.replace("ws", "http");
  return base.href;
}
