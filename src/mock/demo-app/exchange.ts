import type { IncomingHttpHeaders } from "node:http";
import type { Html } from "./html.ts";

/** One request, as if the app stood at the root of its host. */
export interface Question {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  headers: IncomingHttpHeaders;
}

export interface Answer {
  status: number;
  type: "text/html" | "text/css" | "text/javascript" | "text/plain" | "application/json" | "image/svg+xml";
  body: string;
  headers?: Record<string, string>;
}

export function page({ markup }: Html, status = 200): Answer {
  return { status, type: "text/html", body: markup };
}

export function json(value: unknown, status = 200): Answer {
  return { status, type: "application/json", body: JSON.stringify(value) };
}

export function script(body: string): Answer {
  return { status: 200, type: "text/javascript", body };
}

export function refuse(allow: string): Answer {
  return { status: 405, type: "text/plain", body: `Only ${allow}.\n`, headers: { allow } };
}

/** To another path of the app. */
export function redirect(path: string, headers: Record<string, string> = {}): Answer {
  return { status: 303, type: "text/plain", body: "", headers: { location: path, ...headers } };
}

/** A style, script or picture that a screen loads; troubles with screens leave it alone. */
export function isAsset({ path }: Question): boolean {
  return /\.(?:css|js|svg)$/.test(path);
}

/** A whole page, not a part of one that a script fetches. */
export function isDocument({ type, body }: Answer): boolean {
  return type === "text/html" && body.startsWith("<!doctype");
}

/** Pages are written as if the app stood at the root; this moves what they point to under its base. */
export function moveUnder(base: string, answer: Answer): Answer {
  const { location } = answer.headers ?? {};
  const moved = location?.startsWith("/") ? { location: base + location.slice(1) } : {};
  return { ...answer, headers: { ...answer.headers, ...moved }, body: moveBody(base, answer) };
}

function moveBody(base: string, { type, body }: Answer): string {
  if (type !== "text/html") return body;
  // Text of users holds no bare quotation mark: `html` and `json` see to that.
  return body.replaceAll(/ (href|src|action)="\/(?!\/)/g, (_, name: string) => ` ${name}="${base}`);
}
