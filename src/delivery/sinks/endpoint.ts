import { z } from "zod";

export const apiKey = z
  .string()
  .min(1)
  .optional()
  .meta({ description: "Sent as `Authorization: Bearer …`; best written as ${NAME}" });

/** The address to use: a base URL gets the standard path, a URL with a path is used as it stands. */
export function toEndpoint(base: string, standardPath: string): string {
  const url = new URL(base);
  if (url.pathname === "/") url.pathname = standardPath;
  return url.href;
}

/** An address for people: credentials and query stay out of logs. */
export function toLabel(address: string): string {
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
}

export function authorization(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}

/** An address on this machine, which no proxy could reach for us. */
export function isLocal(address: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
}
