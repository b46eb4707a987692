import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

const sliceMs = 100;

/** Stands before a hub, and passes on what it says as slowly as a bad line does. */
export interface Throttle extends AsyncDisposable {
  url: string;
  /** From now on it passes on all at once. */
  release(): void;
}

export async function openThrottle(hubUrl: string, bytesPerSecond: number): Promise<Throttle> {
  const { hostname, port } = new URL(hubUrl);
  const lines = new Set<Line>();
  let isReleased = false;
  const server = createServer((reader) => {
    const line = new Line(reader, {
      hub: connect(Number(port), hostname),
      sliceBytes: (bytesPerSecond * sliceMs) / 1_000,
    });
    lines.add(line);
    reader.once("close", () => lines.delete(line));
    if (isReleased) line.release();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    release() {
      isReleased = true;
      for (const line of lines) line.release();
    },
    async [Symbol.asyncDispose]() {
      for (const line of lines) line.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

class Line {
  readonly #reader: Socket;
  readonly #hub: Socket;
  readonly #timer: NodeJS.Timeout;

  constructor(reader: Socket, { hub, sliceBytes }: { hub: Socket; sliceBytes: number }) {
    this.#reader = reader;
    this.#hub = hub;
    reader.pipe(hub);
    for (const socket of [reader, hub]) {
      socket.on("error", () => {});
      socket.once("close", () => this.destroy());
    }
    // What is not taken from the socket stays with the hub, once the buffers between are full.
    this.#timer = setInterval(() => {
      const slice = (hub.read(Math.ceil(sliceBytes)) ?? hub.read()) as Buffer | null;
      if (slice) reader.write(slice);
    }, sliceMs);
  }

  release(): void {
    clearInterval(this.#timer);
    this.#hub.pipe(this.#reader);
  }

  destroy(): void {
    clearInterval(this.#timer);
    this.#reader.destroy();
    this.#hub.destroy();
  }
}
