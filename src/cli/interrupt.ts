import type { ExitCode } from "../outcome.ts";

export interface Interrupt extends Disposable {
  /** Aborts at the first signal, or when the time given is over: finish, deliver, end. */
  stop: AbortSignal;
  /** Aborts at the second signal. */
  abort: AbortSignal;
  /** 130 or 143 once a signal came. */
  code(): ExitCode | undefined;
}

const codes = { SIGINT: 130, SIGTERM: 143 } as const;

/** How long the second signal waits for an orderly end before the process simply leaves. */
const graceMs = 2_000;

/** Turns Ctrl+C and SIGTERM into two stages. `onFirst` tells the person that a second one leaves at once. */
export function listenForInterrupt(onFirst: () => void, forMs?: number): Interrupt {
  const stop = new AbortController();
  const abort = new AbortController();
  let code: ExitCode | undefined;

  const onSignal = (signal: "SIGINT" | "SIGTERM"): void => {
    const isFirst = code === undefined;
    code ??= codes[signal];
    if (isFirst) {
      onFirst();
      stop.abort();
      return;
    }
    abort.abort();
    setTimeout(() => process.exit(code), graceMs).unref();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  const timer = forMs === undefined ? undefined : setTimeout(() => stop.abort(), forMs);

  return {
    stop: stop.signal,
    abort: abort.signal,
    code: () => code,
    [Symbol.dispose]() {
      clearTimeout(timer);
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    },
  };
}
