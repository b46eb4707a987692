import type { Connection } from "./connection.ts";
import { toRetryDelayMs } from "./retry-delay.ts";

interface WebSocketConnectionOptions {
  url: string;
  reconnectMs: number;
  random: () => number;
  /** Where to resume; asked before each try. */
  cursor: () => string | undefined;
  onText: (text: string) => void;
  onChange: (connection: Connection) => void;
}

/** One address, followed from `open` to `close`: a socket that ends is replaced by the next. */
export class WebSocketConnection {
  readonly #options: WebSocketConnectionOptions;
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #liveSince: number | undefined;

  constructor(options: WebSocketConnectionOptions) {
    this.#options = options;
  }

  /** Throws when the address is none a WebSocket can have. */
  open(): void {
    this.#connect();
    this.#options.onChange({ state: "connecting" });
  }

  retryNow(): void {
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    this.#tryAgain();
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#options.onChange({ state: "idle" });
  }

  #connect(): void {
    const socket = new WebSocket(withCursor(this.#options.url, this.#options.cursor()));
    this.#socket = socket;
    const whileOurs =
      <Happening>(react: (happening: Happening) => void) =>
      (happening: Happening) => {
        if (this.#socket === socket) react(happening);
      };

    socket.addEventListener(
      "open",
      whileOurs(() => this.#goLive()),
    );
    socket.addEventListener(
      "message",
      whileOurs(({ data }: MessageEvent<unknown>) => this.#take(data)),
    );
    // A failed try says `error` and then `close`; the second one is enough.
    socket.addEventListener(
      "close",
      whileOurs(() => this.#goOffline()),
    );
  }

  #take(data: unknown): void {
    if (typeof data === "string") this.#options.onText(data);
  }

  #goLive(): void {
    this.#liveSince = Date.now();
    this.#options.onChange({ state: "live", transport: "WebSocket" });
  }

  #goOffline(): void {
    const { reconnectMs, random } = this.#options;
    const liveMs = this.#liveSince === undefined ? 0 : Date.now() - this.#liveSince;
    const delayMs = toRetryDelayMs({ liveMs, reconnectMs, random });
    this.#liveSince = undefined;
    this.#retry = setTimeout(() => this.#tryAgain(), delayMs);
    this.#options.onChange({ state: "offline", retryAt: Date.now() + delayMs });
  }

  #tryAgain(): void {
    this.#retry = undefined;
    this.#options.onChange({ state: "offline", retryAt: undefined });
    this.#connect();
  }
}

function withCursor(url: string, cursor: string | undefined): string {
  if (cursor === undefined) return url;
  const resumed = new URL(url);
  resumed.searchParams.set("since", cursor);
  return resumed.href;
}
