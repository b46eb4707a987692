/**
 * Whether `url` fits a pattern in which one star stands for anything within one part of a path and two for anything at
 * all. A pattern with a scheme is held against the whole address (`https://*.example.com/users`), one without against
 * path and query (`/graphql`, `/api/users*`). A pattern without `?` fits whatever the query is.
 */
export function matchesUrl(pattern: string, url: string): boolean {
  const address = URL.parse(url);
  if (address === null) return false;

  const [path, query] = split(pattern, "?");
  const ownPath = hasScheme(pattern) ? `${toOrigin(address)}${address.pathname}` : address.pathname;
  return fits(path, ownPath, "[^/]*") && (query === undefined || fits(query, address.search.slice(1), ".*"));
}

export function matchesAny(patterns: readonly string[], url: string): boolean {
  return patterns.some((pattern) => matchesUrl(pattern, url));
}

function hasScheme(pattern: string): boolean {
  return /^[a-z*]+:\/\//i.test(pattern);
}

/** `URL.origin` is "null" for some schemes. */
function toOrigin({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

function split(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function fits(pattern: string, text: string, star: string): boolean {
  const source = pattern.replaceAll(/\*{2,}|\*|[\\^$.+?()[\]{}|]/g, (found) => {
    if (found === "*") return star;
    return found.startsWith("**") ? ".*" : `\\${found}`;
  });
  return new RegExp(`^${source}$`, "s").test(text);
}
