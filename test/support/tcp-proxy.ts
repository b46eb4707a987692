import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface TcpProxy extends AsyncDisposable {
  port: number;
  /** Stops forwarding for connections that have said `word`, without closing them: half-open, as behind a dead router. */
  freeze(word: string): number;
  /** Breaks all connections, with nothing more said to either side. */
  cut(): void;
  /** Breaks each connection from now on when so many bytes have come back over it. */
  cutAfter(bytes: number): void;
  /** Connections that have said `word` since the last freeze. */
  count(word: string): number;
}

interface Link {
  near: Socket;
  far: Socket;
  said: string;
  isFrozen: boolean;
}

/** Stands before a server on this machine; on the port of one that was closed, it is as if that had come back. */
export async function openTcpProxy(target: number, port = 0): Promise<TcpProxy> {
  const links = new Set<Link>();
  let mostBytes = Number.POSITIVE_INFINITY;
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    const link: Link = { near, far, said: "", isFrozen: false };
    links.add(link);
    near.on("data", (bytes: Buffer) => {
      link.said += bytes.toString("latin1");
      if (!link.isFrozen) far.write(bytes);
    });
    let bytesLeft = mostBytes;
    far.on("data", (bytes: Buffer) => {
      if (link.isFrozen || near.writableEnded) return;
      near.write(bytes.subarray(0, bytesLeft));
      bytesLeft -= bytes.length;
      if (bytesLeft <= 0) near.end();
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.on("error", () => {});
      socket.on("close", () => {
        if (!link.isFrozen) other.destroy();
        if (near.destroyed) links.delete(link);
      });
    }
  }).listen(port, "127.0.0.1");
  await once(server, "listening");

  const saying = (word: string): Link[] => [...links].filter(({ said, isFrozen }) => !isFrozen && said.includes(word));
  return {
    port: (server.address() as AddressInfo).port,
    freeze(word) {
      const found = saying(word);
      for (const link of found) link.isFrozen = true;
      return found.length;
    },
    cutAfter: (bytes) => void (mostBytes = bytes),
    count: (word) => saying(word).length,
    cut() {
      for (const { near, far } of links) {
        near.resetAndDestroy();
        far.destroy();
      }
    },
    async [Symbol.asyncDispose]() {
      for (const { near, far } of links) {
        near.destroy();
        far.destroy();
      }
      server.close();
    },
  };
}
