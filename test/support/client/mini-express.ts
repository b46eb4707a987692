import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Reply extends ServerResponse {
  json: (body: unknown) => void;
}

type Handler = (request: IncomingMessage, reply: Reply) => void;

export interface MiniExpress extends AsyncDisposable {
  url: string;
  /** As much of Express as the guide's backends use. */
  get: (path: string, handler: Handler) => void;
  /** Serves a text at a path. */
  serve: (path: string, body: string) => void;
}

/** An app with the calls of Express that the guide uses, on a free port. */
export async function openMiniExpress(): Promise<MiniExpress> {
  const handlers = new Map<string, Handler>();
  const server = createServer((request, response) => {
    const handler = handlers.get(request.url!.split("?", 1)[0]!);
    const json = (body: unknown): void => {
      response.setHeader("content-type", "application/json").end(JSON.stringify(body));
    };
    if (handler) handler(request, Object.assign(response, { json }));
    else response.writeHead(404).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get: (path, handler) => void handlers.set(path, handler),
    serve(path, body) {
      const type = path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
      handlers.set(path, (_, reply) => reply.setHeader("content-type", type).end(body));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
