import { isObject, parseObject, toArray, toText } from "./json.ts";
import { toEnding, toReason } from "./transport.ts";

/** What became of one request with many metrics. */
export type PushAnswer =
  /** Taken or refused for good: why the record at a place was not taken, undefined where it was. */
  | { type: "settled"; reasonAt: (index: number) => string | undefined }
  /** Refused, but smaller requests may be taken. */
  | { type: "too-large"; reasonAt: (index: number) => string | undefined }
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
  if (ok) return { type: "settled", reasonAt: readRefused(parseObject(text)?.rejected) };
  if (status === 413) return { type: "too-large", reasonAt: () => reason };
  if (status >= 500 || [408, 425, 429].includes(status)) return { type: "later", reason, retryAfterMs };
  return { type: "settled", reasonAt: () => `${reason} ${text.slice(0, 500)}`.trim() };
}

function readRefused(rejected: unknown): (index: number) => string | undefined {
  const items = toArray(rejected).filter(isObject);
  const reasons = new Map(items.map(({ index, errors }) => [index, toSentence(errors)]));
  return (index) => reasons.get(index);
}

function toSentence(errors: unknown): string {
  const sentences = toArray(errors)
    .filter(isObject)
    .map(({ path, msg }) => `${toText(path)} ${toText(msg)}`.trim());
  return sentences.join("; ") || "no reason given";
}
