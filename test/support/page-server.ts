import { createServer, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** HTML, or a function that answers by its own means, or not at all. */
type Answer = string | ((response: ServerResponse) => void);

export interface PageServer extends AsyncDisposable {
  /** Of the page at `/`. */
  url: string;
  /** Without a slash at its end. */
  origin: string;
  /** Paths asked for, in order, with their query. */
  requests: string[];
}

/** Serves one page at `/`, or pages by path, on a free port; other paths are 404. */
export async function openPageServer(content: string | Record<string, Answer>): Promise<PageServer> {
  const pages: Record<string, Answer> = typeof content === "string" ? { "/": content } : content;
  const requests: string[] = [];
  const server = createServer(({ url = "/" }, response) => {
    requests.push(url);
    const [path = ""] = url.split("?", 1);
    const answer = pages[path];
    if (typeof answer === "function") return answer(response);
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "text/html; charset=utf-8" });
    response.end(answer ?? "<title>Not found</title>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/`,
    origin,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
