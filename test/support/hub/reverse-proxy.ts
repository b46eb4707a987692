import { once } from "node:events";
import { createServer, request, type IncomingMessage, type RequestOptions } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

export interface ReverseProxy extends AsyncDisposable {
  url: string;
}

/** What nginx and Caddy do for a hub: pass on everything as it comes, and say by headers for whom. */
export async function openReverseProxy(hubUrl: string, publicUrl: string): Promise<ReverseProxy> {
  const { host, protocol } = new URL(publicUrl);
  const toHub = ({ url, method, headers, socket }: IncomingMessage): [string, RequestOptions] => [
    hubUrl + url,
    {
      method: method!,
      agent: false,
      headers: {
        ...headers,
        host,
        "x-forwarded-for": [headers["x-forwarded-for"], socket.remoteAddress].filter(Boolean).join(", "),
        "x-forwarded-proto": protocol.slice(0, -1),
        "x-forwarded-host": host,
        "x-real-ip": socket.remoteAddress,
      },
    },
  ];

  const server = createServer((incoming, outgoing) => {
    const passedOn = request(...toHub(incoming), (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    });
    passedOn.on("error", () => outgoing.destroy());
    outgoing.on("close", () => passedOn.destroy());
    incoming.pipe(passedOn);
  });
  server.on("upgrade", (incoming, socket) => passUpgradeOn(request(...toHub(incoming)), socket));

  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function passUpgradeOn(passedOn: ReturnType<typeof request>, socket: Duplex): void {
  const writeHead = (answer: IncomingMessage): void => {
    const pairs = answer.rawHeaders.flatMap((name, index, all) =>
      index % 2 ? [] : [`${name}: ${all[index + 1]}\r\n`],
    );
    socket.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${pairs.join("")}\r\n`);
  };
  passedOn.on("upgrade", (answer, upstream: Duplex, first: Buffer) => {
    writeHead(answer);
    socket.write(first);
    upstream.pipe(socket).pipe(upstream);
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  passedOn.on("response", (answer) => {
    writeHead(answer);
    answer.pipe(socket);
  });
  passedOn.on("error", () => socket.destroy()).end();
}
