import { pause } from "./pause.ts";
import { readAnswer } from "./read-frame.ts";
import { defineTransport, toEnding, toResumed, type Transport } from "./transport.ts";

/** How long an answer may take before it is given up. */
const answerTimeoutMs = 30_000;

/** Asks for what has changed, and never while an answer is under way. */
export function createPolling(everyMs: number): Transport {
  const details = { name: "polling", everyMs, openingTimeoutMs: answerTimeoutMs } as const;
  return defineTransport(details, async (link) => {
    const { credentials, host, signal } = link;
    while (!signal.aborted) {
      const askedAt = host.elapsed();
      const since = link.cursor();
      const response = await fetch(toResumed(link), {
        headers: { ...credentials.headers, accept: "application/json" },
        // A browser asks by itself whether something has changed, and has what has not.
        cache: "no-cache",
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
      });
      if (!response.ok) return toEnding(response);

      const answer = readAnswer(await response.text(), { since, heartbeatMs: everyMs + answerTimeoutMs });
      if (!answer) return { reason: "no list of metrics" };
      link.onIncoming(answer);
      if (!answer.hasMore) await pause(everyMs - (host.elapsed() - askedAt), { host, signal });
    }
    return {};
  });
}
