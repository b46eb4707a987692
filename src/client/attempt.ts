import { msSince, toMoment, type Moment } from "./clocks.ts";
import type { Connection } from "./connection.ts";
import type { Credentials } from "./credentials.ts";
import type { Host } from "./host.ts";
import type { Arrival, Incoming, Item } from "./incoming.ts";
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
const openingTimeoutMs = 10_000;
/** Beats that may be missed by a quarter before the server counts as silent, and by how much before it counts as gone. */
const lateBeats = 1.25;
const deadBeats = 2;

/** One connection from its first try to its end, and how it stands. */
export class Attempt {
  readonly #options: AttemptOptions;
  readonly #closeLink: () => void;
  #cancelGrace: (() => void) | undefined;
  /** When it was heard last, or began. */
  #heard: Moment;
  #heardFirstAt: number | undefined;
  /** At most so long a hub is silent; other servers promise nothing. */
  #heartbeatMs = Infinity;
  #isHub = false;
  #isLevel = false;
  #toGo: number | undefined;

  constructor(options: AttemptOptions) {
    const { rung, host } = options;
    this.#options = options;
    this.#heard = toMoment(host);
    this.#closeLink = rung.transport.open(rung.address, {
      ...options,
      onOpen: () => this.#opened(),
      onIncoming: (incoming) => this.#take(incoming),
    });
  }

  get isHeard(): boolean {
    return this.#heardFirstAt !== undefined;
  }

  get heardAt(): number {
    return this.#heard.now;
  }

  /** How long it has been heard. */
  get lastedMs(): number {
    return this.#heardFirstAt === undefined ? 0 : this.#options.host.elapsed() - this.#heardFirstAt;
  }

  /** Nothing will come of it any more, though nobody said so. */
  get isDead(): boolean {
    const timeoutMs = this.#options.rung.transport.openingTimeoutMs ?? openingTimeoutMs;
    return this.#silentMs > (this.isHeard ? deadBeats * this.#heartbeatMs : timeoutMs);
  }

  get #silentMs(): number {
    return msSince(this.#heard, this.#options.host);
  }

  connection(lostEvents: number): Connection {
    const { name: transport, everyMs } = this.#options.rung.transport;
    if (this.#silentMs > lateBeats * this.#heartbeatMs) return { state: "stale", transport, since: this.heardAt };
    if (!this.#isLevel) return { state: "catching-up", transport, toGo: this.#toGo };
    if (lostEvents > 0) return { state: "gap", transport, events: lostEvents };
    return { state: "live", transport, everyMs };
  }

  close(): void {
    this.#cancelGrace?.();
    this.#closeLink();
  }

  #opened(): void {
    if (this.#options.needsWord || this.isHeard) return;
    this.#cancelGrace = this.#options.host.after(graceMs, () => {
      this.#hear();
      this.#isLevel = true;
      this.#options.onHeard();
    });
  }

  #hear(): void {
    const { host } = this.#options;
    this.#cancelGrace?.();
    this.#heard = toMoment(host);
    this.#heardFirstAt ??= host.elapsed();
  }

  #take(incoming: Incoming): void {
    this.#hear();
    for (const item of incoming.items) this.#note(item);
    if (!this.#isHub) this.#isLevel = true;
    this.#options.onIncoming({ ...incoming, isHub: this.#isHub });
    this.#options.onHeard();
  }

  #note(item: Item): void {
    if (item.type === "hello") {
      // A poll greets each time, and stays as level as it was until it says otherwise.
      this.#isLevel &&= this.#isHub;
      this.#isHub = true;
      this.#heartbeatMs = item.heartbeatMs;
    } else if (item.type === "reset") this.#isLevel = false;
    else if (item.type === "standing") {
      this.#isLevel ||= item.behind === 0;
      this.#toGo = item.behind;
    } else if (this.#toGo) this.#toGo -= 1;
  }
}
