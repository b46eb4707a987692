import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { BulkBody } from "../../../src/metric/wire.ts";

interface Received extends BulkBody {
  path: string;
  authorization: string | undefined;
  bytes: number;
}

interface Refusal {
  status: number;
  retryAfter?: string;
}

export interface ScriptedReceiver extends AsyncDisposable {
  url: string;
  requests: Received[];
}

/** Takes bulks of metrics, after it has refused the first ones in these ways. */
export async function openScriptedReceiver(refusals: Refusal[] = []): Promise<ScriptedReceiver> {
  const requests: Received[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests.push(await readRequest(request));
    const { status = 200, retryAfter } = refusals[requests.length - 1] ?? {};
    response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter });
    response.end("{}");
  };
  const server = createServer((request, response) => void answer(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function readRequest(request: IncomingMessage): Promise<Received> {
  const body = Buffer.concat(await request.toArray());
  const { url = "", headers } = request;
  return {
    ...(JSON.parse(body.toString()) as BulkBody),
    path: url,
    authorization: headers.authorization,
    bytes: body.length,
  };
}
