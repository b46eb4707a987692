import { once } from "node:events";
import { createServer, request, type IncomingMessage } from "node:http";
import { connect, type AddressInfo } from "node:net";

export interface ReverseProxy extends AsyncDisposable {
  url: string;
}

/** Does what nginx and Caddy do in front of a hub: passes on requests, streams and upgrades, and says for whom. */
export async function openReverseProxy(target: string, { host = "metrics.example.com" } = {}): Promise<ReverseProxy> {
  const { port } = new URL(target);
  const forwarded = ({ headers, socket }: IncomingMessage) => ({
    ...headers,
    host,
    "x-forwarded-for": [headers["x-forwarded-for"], socket.remoteAddress].filter(Boolean).join(", "),
    "x-forwarded-proto": "https",
    "x-forwarded-host": host,
  });

  const server = createServer((near, answer) => {
    const options = { host: "127.0.0.1", port, path: near.url, method: near.method, headers: forwarded(near) };
    const far = request(options, (response) => {
      answer.writeHead(response.statusCode!, response.headers);
      response.pipe(answer);
    });
    answer.on("close", () => far.destroy());
    far.on("error", () => answer.destroy());
    near.pipe(far);
  });
  server.on("upgrade", (near: IncomingMessage, socket) => {
    const far = connect(Number(port), "127.0.0.1");
    const lines = Object.entries(forwarded(near)).map(([name, value]) => `${name}: ${String(value)}`);
    far.write(`GET ${near.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    far.pipe(socket).pipe(far);
    for (const end of [far, socket]) end.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
