import { msSince, toMoment, type Moment } from "./clocks.ts";
import type { Connection } from "./connection.ts";
import type { Credentials } from "./credentials.ts";
import type { Host } from "./host.ts";
import type { Arrival, Item } from "./incoming.ts";
import type { Ending, Transport } from "./transport.ts";

/** A way to a server: a transport and where it leads. */
export interface Rung {
  transport: Transport;
  address: URL;
}

interface AttemptOptions {
  rung: Rung;
  host: Host;
  credentials: Credentials;
  cursor: () => string | undefined;
  /** Whether an open connection is believed only when something came over it: some proxies open and pass nothing on. */
  needsWord: boolean;
  onIncoming: (arrival: Arrival) => void;
  onHeard: () => void;
  onEnd: (ending: Ending) => void;
}

/** A server that greets does so at once: one that is open and silent for as long is of the guide. */
const graceMs = 300;
const usualOpeningTimeoutMs = 10_000;
/** Beats that may be missed by a quarter before the server counts as silent, and by how much before it counts as gone. */
const lateBeats = 1.25;
const deadBeats = 2;

/** One connection from its first try to its end, and how it stands. */
export interface Attempt {
  readonly isHeard: boolean;
  readonly heardAt: number;
  /** How long it has been heard. */
  readonly lastedMs: number;
  /** Nothing will come of it any more, though nobody said so. */
  readonly isDead: boolean;
  connection(lostEvents: number): Connection;
  close(): void;
}

export function startAttempt(options: AttemptOptions): Attempt {
  const { rung, host, needsWord, onIncoming, onHeard } = options;
  const { name: transport, everyMs, openingTimeoutMs = usualOpeningTimeoutMs } = rung.transport;
  let cancelGrace: (() => void) | undefined;
  /** When it was heard last, or began. */
  let heard = toMoment(host);
  let heardFirst: Moment | undefined;
  /** At most so long a hub is silent; other servers promise nothing. */
  let heartbeatMs = Infinity;
  let isHub = false;
  let isLevel = false;
  let toGo: number | undefined;

  const isSilentFor = (ms: number): boolean => msSince(heard, host) > ms;
  const hear = (): void => {
    cancelGrace?.();
    heard = toMoment(host);
    heardFirst ??= heard;
  };
  const note = (item: Item): void => {
    if (item.type === "hello") {
      // A poll greets each time, and stays as level as it was until it says otherwise.
      isLevel &&= isHub;
      isHub = true;
      heartbeatMs = item.heartbeatMs;
    } else if (item.type === "reset") isLevel = false;
    else if (item.type === "standing") {
      isLevel ||= item.behind === 0;
      toGo = item.behind;
    } else if (toGo) toGo -= 1;
  };
  const closeLink = rung.transport.open(rung.address, {
    ...options,
    onOpen() {
      if (needsWord || heardFirst) return;
      cancelGrace = host.after(graceMs, () => {
        hear();
        isLevel = true;
        onHeard();
      });
    },
    onIncoming(incoming) {
      hear();
      for (const item of incoming.items) note(item);
      if (!isHub) isLevel = true;
      onIncoming({ ...incoming, isHub });
      onHeard();
    },
  });

  return {
    get isHeard() {
      return !!heardFirst;
    },
    get heardAt() {
      return heard.now;
    },
    get lastedMs() {
      return heardFirst ? host.elapsed() - heardFirst.elapsed : 0;
    },
    get isDead() {
      return isSilentFor(heardFirst ? deadBeats * heartbeatMs : openingTimeoutMs);
    },
    connection(lostEvents) {
      if (isSilentFor(lateBeats * heartbeatMs)) return { state: "stale", transport, since: heard.now };
      if (!isLevel) return { state: "catching-up", transport, toGo };
      if (lostEvents > 0) return { state: "gap", transport, events: lostEvents };
      return { state: "live", transport, everyMs };
    },
    close() {
      cancelGrace?.();
      closeLink();
    },
  };
}
