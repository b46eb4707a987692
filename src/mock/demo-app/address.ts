/** Where in the server a request goes. */
export interface Address {
  /** As in `slow:500+login-wall`; empty for none. */
  troubles: string;
  /** What keeps the state of one run from that of the others. */
  token: string | undefined;
  /** Begins and ends with a slash. */
  base: string;
  /** What the app itself sees. */
  path: string;
  query: URLSearchParams;
}

const shape = /^\/with\/(?:([^/~][^/]*)(?:\/|$))?(?:~([\w.-]+)(?:\/|$))?(.*)$/;

/** Reads `/with/<troubles>/~<token>/<path>`, of which each part but the path may be left out. */
export function readAddress(url: string): Address {
  const [pathname = "/", query = ""] = url.split("?", 2);
  const [, written = "", token, rest] = shape.exec(pathname) ?? [];
  const troubles = decode(written);
  const base = rest === undefined ? "/" : toBase(troubles, token);
  return { troubles, token, base, path: `/${rest ?? pathname.slice(1)}`, query: new URLSearchParams(query) };
}

/** What cannot be decoded is the name of no trouble either. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The path under which the app has these troubles. */
export function toBase(troubles: string, token?: string): string {
  const parts = [troubles, ...(token === undefined ? [] : [`~${token}`])].filter((part) => part !== "");
  return parts.length === 0 ? "/" : `/with/${parts.join("/")}/`;
}
