import { isObject, parseObject, toArray, toText } from "./json.ts";
import { toEnding, toReason } from "./transport.ts";

/** What became of one request with many metrics. */
export type PushAnswer =
  /** Taken, but for those at these places. */
  | { type: "taken"; refused: Map<unknown, string> }
  /** Smaller requests may be taken. */
  | { type: "too-large"; reason: string }
  /** The same request never will be. */
  | { type: "refused"; reason: string }
  /** May be taken later. */
  | { type: "later"; reason: string; retryAfterMs: number };

interface PostOptions {
  address: URL;
  headers: Record<string, string>;
  signal: AbortSignal;
}

const timeoutMs = 30_000;
/** Browsers let so much go on when the page is closed (64 KB), which is shared with others. */
const keptAliveCharacters = 16_000;

/** Posts metrics; never throws. */
export async function post(body: string, { address, headers, signal }: PostOptions): Promise<PushAnswer> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body,
      keepalive: body.length < keptAliveCharacters,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return toAnswer(response, await response.text());
  } catch (error) {
    // Not reached, or no answer in time: it may have arrived, and what arrives twice counts once.
    return { type: "later", reason: toReason(error), retryAfterMs: 0 };
  }
}

function toAnswer(response: Response, text: string): PushAnswer {
  const { ok, status } = response;
  const { reason, retryAfterMs } = toEnding(response);
  if (ok) return { type: "taken", refused: readRefused(parseObject(text)?.rejected) };
  if (status === 413) return { type: "too-large", reason };
  if (status >= 500 || [408, 425, 429].includes(status)) return { type: "later", reason, retryAfterMs };
  return { type: "refused", reason: `${reason} ${text.slice(0, 500)}`.trim() };
}

function readRefused(rejected: unknown): Map<unknown, string> {
  const items = toArray(rejected).filter(isObject);
  return new Map(items.map(({ index, errors }) => [index, toSentence(errors)]));
}

function toSentence(errors: unknown): string {
  const sentences = toArray(errors)
    .filter(isObject)
    .map(({ path, msg }) => `${toText(path)} ${toText(msg)}`.trim());
  return sentences.join("; ") || "no reason given";
}
