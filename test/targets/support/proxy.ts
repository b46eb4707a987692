import { once } from "node:events";
import { createServer, request as send, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What a proxy does to an app that would not misbehave by itself. */
export interface Meddling {
  /** Answers in the app's place; undefined: the app does; "never": nobody. */
  answer?: (request: IncomingMessage) => Answer | "never" | undefined;
  /** Changes what is sent to the app. */
  forward?: (request: IncomingMessage) => void;
  /** Changes the pages that the app gives. */
  rewrite?: (html: string, path: string) => string;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  html: string;
}

export interface Proxy extends AsyncDisposable {
  url: string;
  /** `METHOD path`, in order. */
  requests: string[];
}

/** Stands between the browser and an app. The app sees the proxy's own address, so that its links lead here. */
export async function openProxy(target: string, { answer, forward, rewrite }: Meddling = {}): Promise<Proxy> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const own = answer?.(request);
    if (own === "never") return;
    if (own === undefined) return void pass(request, response);
    response.writeHead(own.status, { "content-type": "text/html; charset=utf-8", ...own.headers });
    response.end(own.html);
  });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    forward?.(request);
    // A compressed page could not be rewritten.
    delete request.headers["accept-encoding"];
    const { method, headers, url: path = "/" } = request;
    const onward = send(new URL(path, target), { method, headers });
    onward.on("error", () => response.destroy());
    request.pipe(onward);

    const [reply] = (await once(onward, "response")) as [IncomingMessage];
    const isPage = rewrite !== undefined && (reply.headers["content-type"] ?? "").startsWith("text/html");
    if (isPage) delete reply.headers["content-length"];
    response.writeHead(reply.statusCode!, reply.headers);
    if (isPage) response.end(rewrite(await text(reply), path));
    else reply.pipe(response);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The address of a server that was stopped. */
export async function stoppedUrl(): Promise<string> {
  const proxy = await openProxy("http://127.0.0.1/");
  await proxy[Symbol.asyncDispose]();
  return proxy.url;
}
