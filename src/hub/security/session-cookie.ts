/** With the prefix a browser takes it over https only, for this host and all of its paths (RFC 6265bis, 4.1.3). */
const names = { secure: "__Host-live_metrics", plain: "live_metrics" } as const;

interface CookieOptions {
  isSecure: boolean;
  maxAgeSeconds: number;
}

/** No script can read it, and no request that another site begins carries it. */
export function toCookie(session: string, { isSecure, maxAgeSeconds }: CookieOptions): string {
  const name = isSecure ? names.secure : names.plain;
  const attributes = ["Path=/", "HttpOnly", "SameSite=Strict", `Max-Age=${maxAgeSeconds}`];
  return [`${name}=${session}`, ...attributes, ...(isSecure ? ["Secure"] : [])].join("; ");
}

/** Of one name only: the plain one, which a neighbour's site can set for this one too, is nothing where the prefix is. */
export function readCookie(header: string | undefined, { isSecure }: { isSecure: boolean }): string | undefined {
  const cookies = new Map((header ?? "").split("; ").map((pair) => pair.split("=", 2) as [string, string]));
  return cookies.get(isSecure ? names.secure : names.plain);
}
