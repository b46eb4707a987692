import type { Connection } from "./connection.ts";
import type { Credentials } from "./credentials.ts";
import type { Host } from "./host.ts";
import type { Arrival, Incoming, Item } from "./incoming.ts";
import { Liveness } from "./liveness.ts";
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

/** One connection from its first try to its end, and how it stands. */
export class Attempt {
  readonly #options: AttemptOptions;
  readonly #liveness: Liveness;
  readonly #startedAt: number;
  readonly #closeLink: () => void;
  #cancelGrace: (() => void) | undefined;
  #heardFirstAt: number | undefined;
  #isHub = false;
  #isLevel = false;
  #toGo: number | undefined;

  constructor(options: AttemptOptions) {
    const { rung, host, credentials, cursor } = options;
    this.#options = options;
    this.#liveness = new Liveness(host);
    this.#startedAt = host.elapsed();
    this.#closeLink = rung.transport.open(rung.address, {
      host,
      credentials,
      cursor,
      onOpen: () => this.#opened(),
      onIncoming: (incoming) => this.#take(incoming),
      onEnd: (ending) => {
        this.#cancelGrace?.();
        options.onEnd(ending);
      },
    });
  }

  get isHeard(): boolean {
    return this.#heardFirstAt !== undefined;
  }

  get heardAt(): number {
    return this.#liveness.heardAt;
  }

  /** How long it has been heard. */
  get lastedMs(): number {
    return this.#heardFirstAt === undefined ? 0 : this.#options.host.elapsed() - this.#heardFirstAt;
  }

  /** Nothing will come of it any more, though nobody said so. */
  get isDead(): boolean {
    if (this.isHeard) return this.#liveness.isDead;
    const { host, rung } = this.#options;
    return host.elapsed() - this.#startedAt > (rung.transport.openingTimeoutMs ?? openingTimeoutMs);
  }

  connection(lostEvents: number): Connection {
    const { name: transport, everyMs } = this.#options.rung.transport;
    if (this.#liveness.isLate) return { state: "stale", transport, since: this.heardAt };
    if (!this.#isLevel) return { state: "catching-up", transport, ...(this.#toGo ? { toGo: this.#toGo } : {}) };
    if (lostEvents > 0) return { state: "gap", transport, events: lostEvents };
    return { state: "live", transport, ...(everyMs === undefined ? {} : { everyMs }) };
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
    this.#cancelGrace?.();
    this.#liveness.heard();
    this.#heardFirstAt ??= this.#options.host.elapsed();
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
      this.#liveness.heartbeatMs = item.heartbeatMs;
    } else if (item.type === "reset") this.#isLevel = false;
    else if (item.type === "standing") {
      this.#isLevel ||= item.behind === 0;
      this.#toGo = item.behind;
    } else if (this.#toGo) this.#toGo -= 1;
  }
}
