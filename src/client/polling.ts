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
  const { credentials, cursor, host, onIncoming } = options;
  while (!signal.aborted) {
    const askedAt = host.elapsed();
    const since = cursor();
    const response = await fetch(withCursor(address, since), {
      headers: { ...credentials.headers, accept: "application/json" },
      // A browser asks by itself whether something has changed, and has what has not.
      cache: "no-cache",
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
    });
    if (!response.ok) return toEnding(response);

    const answer = readAnswer(await response.text(), { since, heartbeatMs: everyMs + answerTimeoutMs });
    if (!answer) return { reason: "the answer is no list of metrics" };
    if (!signal.aborted) onIncoming(answer);
    if (!answer.hasMore) await pause(everyMs - (host.elapsed() - askedAt), { host, signal });
  }
  return {};
}
