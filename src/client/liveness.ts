import type { Host } from "./host.ts";

/** Beats that may be missed by a quarter before the server counts as silent, and by how much before it counts as gone. */
const lateBeats = 1.25;
const deadBeats = 2;

/** When a server was last heard. By both clocks: one may be set, the other may have slept. */
export class Liveness {
  readonly #host: Host;
  /** At most so long a server is silent; undefined where it promises nothing. */
  heartbeatMs: number | undefined;
  #heardAt: { now: number; elapsed: number };

  constructor(host: Host) {
    this.#host = host;
    this.#heardAt = { now: host.now(), elapsed: host.elapsed() };
  }

  get heardAt(): number {
    return this.#heardAt.now;
  }

  get silentMs(): number {
    const { now, elapsed } = this.#heardAt;
    return Math.max(this.#host.now() - now, this.#host.elapsed() - elapsed);
  }

  get isLate(): boolean {
    return this.#isSilentFor(lateBeats);
  }

  get isDead(): boolean {
    return this.#isSilentFor(deadBeats);
  }

  heard(): void {
    this.#heardAt = { now: this.#host.now(), elapsed: this.#host.elapsed() };
  }

  #isSilentFor(beats: number): boolean {
    return this.heartbeatMs !== undefined && this.silentMs > beats * this.heartbeatMs;
  }
}
