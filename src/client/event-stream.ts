import { createMessageReader, messageNames } from "./message-reader.ts";
import { SseParser } from "./sse-parser.ts";
import { toEnding, withCursor, type Ending, type LinkOptions, type Transport } from "./transport.ts";

/** Reads server-sent events: by `EventSource`, or by `fetch` where there is none or a key has to be sent. */
export const eventStream: Transport = {
  name: "SSE",
  open(address, options) {
    const closing = new AbortController();
    const hasKey = Object.keys(options.credentials.headers).length > 0;
    const read = hasKey || typeof EventSource === "undefined" ? readByFetch : readByEventSource;

    void read(address, options, closing.signal).then(
      (ending) => closing.signal.aborted || options.onEnd(ending),
      (error: unknown) => closing.signal.aborted || options.onEnd({ reason: (error as Error).message }),
    );
    return () => closing.abort();
  },
};

/** Resolves when the stream has ended. That it would come back by itself is prevented: who follows decides when. */
async function readByEventSource(address: URL, options: LinkOptions, signal: AbortSignal): Promise<Ending> {
  const source = new EventSource(await options.credentials.admit(withCursor(address, options.cursor())));
  const read = createMessageReader();
  const ended = Promise.withResolvers<Ending>();

  source.addEventListener("open", () => options.onOpen());
  for (const name of messageNames)
    source.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
      if (!signal.aborted) options.onIncoming(read(name, data, lastEventId));
    });
  source.addEventListener("error", () => ended.resolve({}));
  signal.addEventListener("abort", () => ended.resolve({}));
  if (signal.aborted) ended.resolve({});

  return ended.promise.finally(() => source.close());
}

async function readByFetch(address: URL, options: LinkOptions, signal: AbortSignal): Promise<Ending> {
  const { credentials, cursor } = options;
  const headers = { ...credentials.headers, accept: "text/event-stream" };
  const resumed = withCursor(address, cursor());
  // A key stands in a header; tickets are for who has none.
  const url = credentials.headers.authorization === undefined ? await credentials.admit(resumed) : resumed;
  const response = await fetch(url, { headers, signal, cache: "no-store" });
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok || !type.includes("text/event-stream")) {
    await response.body?.cancel();
    return response.ok ? { reason: `no event stream but ${type || "nothing"}` } : toEnding(response);
  }

  options.onOpen();
  const read = createMessageReader();
  const parser = new SseParser((name, data, id) => {
    if (!signal.aborted) options.onIncoming(read(name, data, id));
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) parser.add(part.value);
  return {};
}
