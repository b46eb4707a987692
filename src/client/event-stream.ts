import { readMessage } from "./read-frame.ts";
import { createSseParser } from "./sse-parser.ts";
import { defineTransport, toEnding, toResumed } from "./transport.ts";

/**
 * Reads server-sent events by `fetch`: unlike an `EventSource` it can carry a key, says why a server refused, and is there
 * in Node as well.
 */
export const eventStream = defineTransport({ name: "SSE" }, async (link) => {
  const { credentials, signal } = link;
  const headers = { accept: "text/event-stream" };
  const response = await credentials.fetch(toResumed(link), { headers, signal, cache: "no-store" });
  const type = response.headers.get("content-type");
  if (!response.ok) return toEnding(response);
  if (!type?.includes(headers.accept)) return { reason: `no event stream but ${type}` };

  link.onOpen();
  const write = createSseParser((...message) => link.onIncoming(readMessage(...message)));
  await response.body!.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write }));
  return {};
});
