import type { Rung } from "./attempt.ts";
import { eventStream } from "./event-stream.ts";
import { createPolling } from "./polling.ts";
import { hubSocket } from "./web-socket.ts";

/** The ways to read from the hub at a base address, the best first. */
export function toHubRungs(base: URL, pollMs: number): Rung[] {
  const at = (path: string): URL => {
    const address = new URL(base);
    address.pathname = address.pathname.replace(/\/*$/, path);
    return address;
  };
  return [
    { transport: hubSocket, address: toSocketUrl(at("/ws")) },
    { transport: eventStream, address: at("/api/stream") },
    { transport: createPolling(pollMs), address: at("/api/metrics") },
  ];
}

/** Throws where the address is none that a WebSocket can have. */
export function toSocketUrl(address: URL): URL {
  const url = new URL(address);
  url.protocol = url.protocol.replace(/^http/, "ws");
  if (!/^wss?:$/.test(url.protocol))
    throw new SyntaxError(`The address begins with ${url.protocol}, not http:// or ws://`);
  url.hash = "";
  return url;
}
