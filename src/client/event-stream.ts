import { createMessageReader } from "./message-reader.ts";
import { SseParser } from "./sse-parser.ts";
import { follow, toEnding, withCursor, type Ending, type LinkOptions, type Transport } from "./transport.ts";

/**
 * Reads server-sent events by `fetch`: unlike an `EventSource` it can carry a key, says why a server refused, and is there
 * in Node as well.
 */
export const eventStream: Transport = {
  name: "SSE",
  open: (address, options) => follow(options, (signal) => read(address, options, signal)),
};

async function read(address: URL, options: LinkOptions, signal: AbortSignal): Promise<Ending> {
  const { credentials, cursor, onOpen, onIncoming } = options;
  const url = await credentials.admit(withCursor(address, cursor()), "header");
  const headers = { ...credentials.headers, accept: "text/event-stream" };
  const response = await fetch(url, { headers, signal, cache: "no-store" });
  const type = response.headers.get("content-type");
  if (!response.ok) return toEnding(response);
  if (!type?.includes("text/event-stream")) return { reason: `no event stream but ${type}` };

  onOpen();
  const readMessage = createMessageReader();
  const parser = new SseParser((name, data, id) => {
    if (!signal.aborted) onIncoming(readMessage(name, data, id));
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) parser.add(part.value);
  return {};
}
