import type { TransportName } from "./connection.ts";
import type { Credentials } from "./credentials.ts";
import type { Host } from "./host.ts";
import type { Incoming } from "./incoming.ts";
import { withParameter } from "./with-parameter.ts";

/** How a connection ended, as far as it is known. */
export interface Ending {
  /** What the server said. */
  reason?: string;
  /** How long it asked to be left alone. */
  retryAfterMs?: number;
}

export interface LinkOptions {
  /** Where to resume; undefined asks for the whole state. */
  cursor: () => string | undefined;
  credentials: Credentials;
  host: Host;
  /** The server is there, though it has not said anything yet. */
  onOpen: () => void;
  onIncoming: (incoming: Incoming) => void;
  /** Called once, and not after the link was closed. */
  onEnd: (ending: Ending) => void;
}

/** A way to read from a server. */
export interface Transport {
  name: TransportName;
  /** How often it asks, where the server does not speak by itself. */
  everyMs?: number;
  /** How long its server may take to be heard first, where that is longer than usual. */
  openingTimeoutMs?: number;
  /** Opens one link, which is not replaced when it ends. What is returned closes it. */
  open(address: URL, options: LinkOptions): () => void;
}

/** What a transport reads by. Once the signal has ended it, nothing is passed on any more. */
export interface Link extends Omit<LinkOptions, "onEnd"> {
  address: URL;
  signal: AbortSignal;
}

/** A transport whose links are read until the server ends them, which resolves or throws, or they are closed. */
export function defineTransport(details: Omit<Transport, "open">, read: (link: Link) => Promise<Ending>): Transport {
  return {
    ...details,
    open(address, options) {
      const closing = new AbortController();
      const { signal } = closing;
      const unlessClosed =
        <Told extends unknown[]>(tell: (...told: Told) => void) =>
        (...told: Told): void => {
          if (!signal.aborted) tell(...told);
        };
      const end = unlessClosed((ending: Ending) => {
        closing.abort();
        options.onEnd(ending);
      });
      const onOpen = unlessClosed(options.onOpen);
      const onIncoming = unlessClosed(options.onIncoming);
      read({ ...options, address, signal, onOpen, onIncoming }).then(end, (error: unknown) =>
        end({ reason: toReason(error) }),
      );
      return () => closing.abort();
    },
  };
}

/** The address that resumes behind the cursor. */
export function toResumed({ address, cursor }: Pick<Link, "address" | "cursor">): URL {
  return withParameter(address, "since", cursor());
}

/** What somebody threw, who may throw what he likes. */
export function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What a server's refusal means for the one who asked. */
export function toEnding({ status, statusText, headers }: Response): Required<Ending> {
  const seconds = Number(headers.get("retry-after"));
  return {
    reason: `${status} ${statusText}`.trim(),
    retryAfterMs: seconds > 0 ? Math.min(seconds, longestWaitSeconds) * 1_000 : 0,
  };
}

/** A server that asks for days has a broken clock; asking once an hour harms nobody. */
const longestWaitSeconds = 3_600;
