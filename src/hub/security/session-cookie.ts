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

export function readCookie(header: string | undefined): string | undefined {
  const cookies = new Map((header ?? "").split("; ").map((pair) => pair.split("=", 2) as [string, string]));
  return cookies.get(names.secure) ?? cookies.get(names.plain);
}
