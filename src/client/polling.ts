import { pause } from "./pause.ts";
import { readAnswer } from "./read-frame.ts";
import { follow, toEnding, withCursor, type Ending, type LinkOptions, type Transport } from "./transport.ts";

/** How long an answer may take before it is given up. */
const answerTimeoutMs = 30_000;

/** Asks for what has changed, and never while an answer is under way. */
export function createPolling(everyMs: number): Transport {
  return {
    name: "polling",
    everyMs,
    openingTimeoutMs: answerTimeoutMs,
    open: (address, options) => follow(options, (signal) => poll({ address, options, everyMs, signal })),
  };
}

interface Polling {
  address: URL;
  options: LinkOptions;
  everyMs: number;
  signal: AbortSignal;
}

/** Resolves when the server gives no answer that can be read, or the signal ends it. */
async function poll({ address, options, everyMs, signal }: Polling): Promise<Ending> {
  const { cursor, host, onIncoming } = options;
  const ask = createAsk(options, signal);
  while (!signal.aborted) {
    const askedAt = host.elapsed();
    const since = cursor();
    const response = await ask(withCursor(address, since));
    if (!response.ok && response.status !== 304) return toEnding(response);

    const text = response.status === 304 ? undefined : await response.text();
    if (signal.aborted) break;
    const answer =
      text === undefined
        ? { items: [], unreadable: 0, hasMore: false }
        : readAnswer(text, { since, heartbeatMs: everyMs + answerTimeoutMs });
    if (!answer) return { reason: "the answer is no list of metrics" };
    onIncoming(answer);
    if (!answer.hasMore) await pause(everyMs - (host.elapsed() - askedAt), { host, signal });
  }
  return {};
}

/** A browser asks by itself whether something changed; elsewhere the tag of the last answer from an address does it. */
function createAsk({ credentials }: LinkOptions, signal: AbortSignal): (url: URL) => Promise<Response> {
  const isCachedByHost = "location" in globalThis;
  let known: { href: string; etag: string } | undefined;

  return async (url) => {
    const tag = known?.href === url.href ? { "if-none-match": known.etag } : {};
    const response = await fetch(url, {
      headers: { ...credentials.headers, accept: "application/json", ...tag },
      cache: "no-cache",
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
    });
    const etag = response.headers.get("etag");
    if (etag !== null && response.ok && !isCachedByHost) known = { href: url.href, etag };
    return response;
  };
}
