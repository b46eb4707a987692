import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { WebSocket } from "ws";

/** A connection that takes nothing of what it was given is dead after as many beats. */
export const patienceBeats = 4;
/** As much may be on its way before the answer to a ping that waits behind it is late. */
const quickBytes = 64 * 1024;

/** The signs of life of one socket. */
interface Pulse {
  connection: Socket;
  silentBeats: number;
  /** Since the last answer to a ping. */
  givenBytes: number;
  drop: () => void;
}

interface Watched {
  /** The connection that carries the WebSocket. */
  connection: Socket;
  /** Told before the socket is closed for being dead. */
  onDead: () => void;
}

/**
 * Pings all sockets at each beat and drops the dead ones. An idle socket is dead when it has not answered until the next
 * beat; one that was given much has more time, since its answer waits behind that. A socket that does not take what it
 * has is not pinged, which would only pile up: its connection knows whether it takes any at all.
 */
export class KeepAlive {
  readonly #heartbeatMs: number;
  readonly #pulses = new Map<WebSocket, Pulse>();

  constructor(app: FastifyInstance, heartbeatMs: number) {
    this.#heartbeatMs = heartbeatMs;
    const timer = setInterval(() => this.#beat(), heartbeatMs);
    app.addHook("onClose", async () => clearInterval(timer));
  }

  /** Returns what notes that the socket was given so many bytes. */
  watch(socket: WebSocket, { connection, onDead }: Watched): (bytes: number) => void {
    const drop = (): void => {
      onDead();
      socket.terminate();
    };
    const pulse: Pulse = { connection, silentBeats: 0, givenBytes: 0, drop };
    this.#pulses.set(socket, pulse);
    socket.on("pong", () => Object.assign(pulse, { silentBeats: 0, givenBytes: 0 }));
    socket.once("close", () => this.#pulses.delete(socket));
    connection.on("timeout", drop);
    return (bytes) => void (pulse.givenBytes += bytes);
  }

  #beat(): void {
    for (const [socket, pulse] of this.#pulses) {
      this.#limit(pulse.connection, { isBehind: socket.bufferedAmount > 0 });
      // Of one that is paused we hear nothing, and that is our doing.
      if (socket.bufferedAmount > 0 || socket.isPaused) pulse.silentBeats = 0;
      else if (pulse.silentBeats >= (pulse.givenBytes > quickBytes ? patienceBeats : 1)) pulse.drop();
      else {
        pulse.silentBeats += 1;
        socket.ping();
      }
    }
  }

  /**
   * Node takes it for activity when the system has passed on a part of what is written. It begins anew at every write, so
   * only those have a limit who are behind: of many who are not, it would take a twentieth of the time to write to them.
   */
  #limit(connection: Socket, { isBehind }: { isBehind: boolean }): void {
    const limitMs = isBehind ? patienceBeats * this.#heartbeatMs : 0;
    if ((connection.timeout ?? 0) !== limitMs) connection.setTimeout(limitMs);
  }
}
