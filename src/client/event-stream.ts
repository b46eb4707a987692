import { readMessage } from "./read-frame.ts";
import { createSseParser } from "./sse-parser.ts";
import { defineTransport, toEnding, withCursor } from "./transport.ts";

/**
 * Reads server-sent events by `fetch`: unlike an `EventSource` it can carry a key, says why a server refused, and is there
 * in Node as well.
 */
export const eventStream = defineTransport({ name: "SSE" }, async (link) => {
  const { address, credentials, cursor, signal, onOpen, onIncoming } = link;
  const url = await credentials.admit(withCursor(address, cursor()), "header");
  const headers = { ...credentials.headers, accept: "text/event-stream" };
  const response = await fetch(url, { headers, signal, cache: "no-store" });
  const type = response.headers.get("content-type");
  if (!response.ok) return toEnding(response);
  if (!type?.includes("text/event-stream")) return { reason: `no event stream but ${type}` };

  onOpen();
  const parse = createSseParser((...message) => onIncoming(readMessage(...message)));
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) parse(part.value);
  return {};
});
