import { once } from "node:events";
import { request, type IncomingHttpHeaders } from "node:http";
import { WebSocket } from "ws";

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** By hand, since `fetch` lets nobody choose the Host, and follows redirects. */
export async function ask(url: string, { method = "GET", headers = {}, body }: Ask = {}): Promise<RawAnswer> {
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const sent = request(url, { method, headers: { ...type, ...headers }, agent: false });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = await once(sent, "response");
  let text = "";
  for await (const part of response.setEncoding("utf8")) text += part;
  return { status: response.statusCode, headers: response.headers, text };
}

/** The sentence of a refusal. */
export function sentenceOf({ text }: RawAnswer): string {
  return (JSON.parse(text) as { error: string }).error;
}

export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** Status of an upgrade: 101 is a socket, which is left at once. */
export async function upgrade(url: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(url.replace("http", "ws"), { headers });
  const status = await new Promise<number>((resolve) => {
    socket.once("open", () => resolve(101));
    socket.once("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
  });
  socket.on("error", () => {}).terminate();
  return status;
}

/** One that stays open. */
export async function openSocket(url: string, headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(url.replace("http", "ws"), { headers });
  await once(socket, "open");
  return socket;
}
