import type { Log } from "../log.ts";
import type { Hub } from "./hub.ts";

const sweepEveryMs = 5_000;
const pruneEveryMs = 60_000;

/** Does what must be done from time to time, until it is stopped; the promise of `stop` ends with what is under way. */
export function keepUp(hub: Pick<Hub, "sweep" | "prune">, log: Log): { stop: () => Promise<void> } {
  let isStopped = false;
  let working = Promise.resolve();

  const repeat = (what: string, everyMs: number, work: () => Promise<void>): NodeJS.Timeout => {
    let isDue = false;
    let isFailing = false;
    const attempt = async (): Promise<void> => {
      isDue = false;
      if (isStopped) return;
      try {
        await work();
        if (isFailing) log.info(`The hub can ${what} again`);
        isFailing = false;
      } catch (cause) {
        // Said once: a store that is away for an hour would fill the log.
        if (!isFailing) log.error(`The hub cannot ${what}; it tries again`, { cause });
        isFailing = true;
      }
    };
    return setInterval(() => {
      if (isDue) return;
      isDue = true;
      working = working.then(attempt);
    }, everyMs);
  };

  const timers = [
    repeat("let users go who were not observed", sweepEveryMs, () => hub.sweep()),
    repeat("drop what is older than it keeps", pruneEveryMs, () => hub.prune()),
  ];
  return {
    async stop() {
      isStopped = true;
      for (const timer of timers) clearInterval(timer);
      await working;
    },
  };
}
