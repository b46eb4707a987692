import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import type { HubOptions } from "../options.ts";

/** Names of this machine for itself. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** Listening to this machine alone, under no outside name, the hub asks nobody for a key. */
export function asksForKey({ host, publicUrl }: Pick<HubOptions, "host" | "publicUrl">): boolean {
  return publicUrl !== undefined || !isLoopback(host);
}

/** A host as it stands in an address that can be opened; of all addresses of this machine, one that others can use. */
export function toUrlHost(host: string): string {
  return toUrlName(isWildcard(host) ? (ownAddress() ?? "localhost") : host);
}

/** An address of IPv6 stands in brackets there. */
export function toUrlName(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

/** Whether it stands for all addresses of this machine. */
export function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || (isIP(host) === 6 && /^[0:]+$/.test(host));
}

function ownAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}
