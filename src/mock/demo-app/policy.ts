// Nothing but the app's own files may load or run, whatever a display name holds.
const strict = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "connect-src": "'self'",
  "img-src": "data:",
  "form-action": "'self'",
  "base-uri": "'none'",
};

/** The content security policy of a page, with what this one needs besides. */
export function toPolicy(extra: Readonly<Record<string, string>> = {}): string {
  return Object.entries({ ...strict, ...extra })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; ");
}
