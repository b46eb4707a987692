import { toHubPath } from "./hub-path.ts";
import { parseObject, toText } from "./json.ts";
import { toEnding } from "./transport.ts";
import { withParameter } from "./with-parameter.ts";

export interface CredentialOptions {
  /** An API key or token of the server. It belongs into a page only where everybody who sees the page may have it. */
  key?: string | undefined;
  /** Gets a ticket for one stream or socket, from a server of yours that has the key. */
  ticket?: (() => string | Promise<string>) | undefined;
}

/** What lets us in. */
export interface Credentials {
  /** For calls, which can carry it. */
  headers: Record<string, string>;
  /** The address to open a stream or socket at, with a ticket unless the key itself can be sent in a header. */
  admit(address: URL, keyGoesBy: "ticket" | "header"): Promise<URL>;
  /** Makes a call that carries it. */
  fetch(address: URL, init?: RequestInit): Promise<Response>;
}

export function createCredentials({ key, ticket }: CredentialOptions): Credentials {
  const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};

  const askForTicket = async (address: URL): Promise<string> => {
    const url = new URL(address);
    url.protocol = url.protocol.replace("ws", "http");
    url.pathname = toHubPath(url, "/api/tickets");
    url.search = "";
    const response = await fetch(url, { method: "POST", headers, signal: AbortSignal.timeout(ticketTimeoutMs) });
    // Not there, no such method, and what a server of WebSockets says to all else: it has no tickets, and may want none.
    if ([404, 405, 426].includes(response.status)) return "";
    if (!response.ok) throw new Error(`${toEnding(response).reason} at ${url.pathname}`);
    return toText(parseObject(await response.text())?.ticket);
  };

  const admit: Credentials["admit"] = async (address, keyGoesBy) => {
    if (!ticket && (!key || keyGoesBy === "header")) return address;
    return withParameter(address, "ticket", await (ticket ? ticket() : askForTicket(address)));
  };

  return {
    headers,
    admit,
    async fetch(address, init) {
      const request = new Request(await admit(address, "header"), init);
      for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
      return await fetch(request);
    },
  };
}

const ticketTimeoutMs = 10_000;
