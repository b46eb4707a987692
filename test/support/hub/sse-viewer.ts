import type { UserEvent } from "../../../src/metric/event.ts";
import type { RunReport } from "../../../src/metric/run-report.ts";
import type { LeftReason } from "../../../src/metric/wire.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { Seen, type Viewer } from "./seen.ts";

interface Data {
  metric: UserMetric;
  event: UserEvent;
  run: RunReport;
  userId: string;
  reason: LeftReason;
  events: number;
}

interface Message {
  event: string;
  data: string;
  id: string;
}

/** Reads a stream as an `EventSource` does, and resumes as it does: by the `Last-Event-ID` header. */
export async function openSseViewer(url: string, since?: string, seen = new Seen()): Promise<Viewer> {
  const leaving = new AbortController();
  const headers = since === undefined ? {} : { "last-event-id": since };
  const response = await fetch(`${url}/api/stream`, { headers, signal: leaving.signal });
  let going = Promise.withResolvers<void>();
  going.resolve();

  const read = async (): Promise<void> => {
    for await (const message of messagesOf(response.body!)) {
      takeMessage(seen, message);
      await going.promise;
    }
  };
  const ended = read().catch((error: unknown) => {
    if (!leaving.signal.aborted) throw error;
  });
  const close = async (): Promise<void> => {
    leaving.abort();
    going.resolve();
    await ended;
  };
  return {
    seen,
    ended,
    pause: () => void (going = Promise.withResolvers()),
    resume: () => going.resolve(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The parsing rules of the standard, as far as one field a line and LF go. */
export async function* messagesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Message> {
  let rest = "";
  let id = "";
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      const fields = new Map(block.split("\n").map((line) => [line.split(":")[0], line.slice(line.indexOf(":") + 2)]));
      id = fields.get("id") ?? id;
      yield { event: fields.get("event") ?? "message", data: fields.get("data") ?? "", id };
    }
  }
}

function takeMessage(seen: Seen, { event, data, id: cursor }: Message): void {
  if (data === "") return;

  const value = JSON.parse(data) as Data;
  if (event === "message") seen.take({ metrics: [value.metric], cursor });
  else if (event === "event") seen.take({ events: [value.event], cursor });
  else if (event === "user_left") seen.take({ left: [value], cursor });
  else if (event === "run") seen.take({ runs: [value.run], cursor });
  else if (event === "gap") seen.gap(value.events, cursor);
  else if (event === "reset") seen.reset();
  else if (event === "heartbeat") {
    seen.beats += 1;
    seen.take({ cursor });
  } else throw new Error(`Nobody knows ${event}`);
}
