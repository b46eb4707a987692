import { subprotocol } from "../metric/wire.ts";
import { readFrame } from "./read-frame.ts";
import { toReason, withCursor, type LinkOptions, type Transport } from "./transport.ts";

/** Reads the frames of a hub. */
export const hubSocket: Transport = createTransport({ mayBePlain: false });

/** Reads the frames of a hub, or of a server that knows the guide only. */
export const webSocket: Transport = createTransport({ mayBePlain: true });

interface SocketOptions {
  /** Whether a server that refuses the subprotocol is asked without it. */
  mayBePlain: boolean;
}

function createTransport({ mayBePlain }: SocketOptions): Transport {
  return {
    name: "WebSocket",
    open(address, options) {
      const link = new SocketLink(address, { ...options, mayBePlain });
      void link.dial([subprotocol]);
      return () => link.close();
    },
  };
}

class SocketLink {
  readonly #address: URL;
  readonly #options: LinkOptions & SocketOptions;
  #socket: WebSocket | undefined;
  #isClosed = false;
  #plainDials = 0;

  constructor(address: URL, options: LinkOptions & SocketOptions) {
    this.#address = address;
    this.#options = options;
  }

  async dial(protocols: string[]): Promise<void> {
    const { credentials, cursor } = this.#options;
    try {
      const address = await credentials.admit(withCursor(this.#address, cursor()), "ticket");
      if (!this.#isClosed) this.#follow(new WebSocket(address, protocols), protocols.length === 0);
    } catch (error) {
      this.#end(toReason(error));
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.close();
  }

  #follow(socket: WebSocket, isPlain: boolean): void {
    this.#socket = socket;
    let isOpen = false;
    socket.addEventListener("open", () => {
      isOpen = true;
      if (this.#isOurs(socket)) this.#options.onOpen();
    });
    socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (this.#isOurs(socket)) this.#take(data, isPlain);
    });
    // A failed try says `error` and then `close`; the second one is enough.
    socket.addEventListener("close", ({ code, reason }) => {
      if (!this.#isOurs(socket)) return;
      if (isOpen || isPlain || !this.#options.mayBePlain) this.#end(reason || `closed with ${code}`);
      else this.#dialPlain();
    });
  }

  /** Browsers end a connection whose server passes over the subprotocol, as some of the guide do, and do not say why. */
  #dialPlain(): void {
    this.#plainDials += 1;
    void this.dial([]);
  }

  #take(data: unknown, isPlain: boolean): void {
    const incoming = readFrame(data);
    // A hub, which was away at the first dial: without the subprotocol it would not tell who leaves.
    if (isPlain && incoming.cursor !== undefined && this.#plainDials === 1) {
      const plain = this.#socket;
      this.#socket = undefined;
      plain?.close();
      return void this.dial([subprotocol]);
    }
    this.#options.onIncoming(incoming);
  }

  #isOurs(socket: WebSocket): boolean {
    return !this.#isClosed && this.#socket === socket;
  }

  #end(reason: string): void {
    if (this.#isClosed) return;
    this.close();
    this.#options.onEnd({ reason });
  }
}
