import { setTimeout as pause } from "node:timers/promises";
import type { StateAnswer } from "../../../src/metric/wire.ts";
import { Seen, type Viewer } from "./seen.ts";

/** Polls all the time, each time from the cursor of the answer before; ends when the hub is gone. */
export async function openPollingViewer(url: string, since?: string, seen = new Seen()): Promise<Viewer> {
  seen.cursor = since;
  const leaving = new AbortController();
  let isPaused = false;

  const poll = async (): Promise<void> => {
    const query = seen.cursor === undefined ? "" : `?since=${encodeURIComponent(seen.cursor)}`;
    const response = await fetch(`${url}/api/metrics${query}`, { signal: leaving.signal });
    const answer = (await response.json()) as StateAnswer;
    if (answer.reset) seen.reset();
    if (answer.gap) seen.gap(answer.gap.events, seen.cursor!);
    seen.take(answer);
  };
  const pollOn = async (): Promise<void> => {
    while (!leaving.signal.aborted) {
      await pause(10, undefined, { signal: leaving.signal });
      if (!isPaused) await poll();
    }
  };

  await poll();
  const ended = pollOn().catch(() => {});
  const close = async (): Promise<void> => {
    leaving.abort();
    await ended;
  };
  return {
    seen,
    ended,
    pause: () => void (isPaused = true),
    resume: () => void (isPaused = false),
    close,
    [Symbol.asyncDispose]: close,
  };
}
