import { afterEach, expect, test, vi } from "vitest";
import { createCredentials } from "../../src/client/credentials.ts";
import { eventStream } from "../../src/client/event-stream.ts";
import type { Incoming } from "../../src/client/incoming.ts";
import type { Ending } from "../../src/client/transport.ts";
import { FakeHost } from "../support/client/fake-host.ts";
import { makeMetric } from "../support/user-metrics.ts";

afterEach(() => void vi.unstubAllGlobals());

/** What is made of a stream that comes in these parts. */
async function read(parts: readonly Uint8Array[]): Promise<{ incoming: Incoming[]; ending: Ending }> {
  const headers = { "content-type": "text/event-stream" };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
  vi.stubGlobal("fetch", async () => new Response(body, { headers }));
  const incoming: Incoming[] = [];
  const ending = await new Promise<Ending>((resolve) => {
    eventStream.open(new URL("http://hub.example.com/stream"), {
      cursor: () => undefined,
      credentials: createCredentials({}),
      host: new FakeHost(),
      onOpen: () => {},
      onIncoming: (one) => incoming.push(one),
      onEnd: resolve,
    });
  });
  return { incoming, ending };
}

test("a character that is cut in two is one, and a byte order mark is none", async () => {
  const message = { metric: makeMetric({ userName: "Zoë 👩‍🚀" }) };
  const bytes = new TextEncoder().encode(`\u{FEFF}data: ${JSON.stringify(message)}\n\n`);

  const { incoming } = await read(Array.from(bytes, (byte) => Uint8Array.of(byte)));

  expect(incoming).toMatchObject([{ items: [{ record: { metric: { userName: "Zoë 👩‍🚀" } } }], unreadable: 0 }]);
});

test("a stream whose message has no end is left", async () => {
  const part = new Uint8Array(1024 * 1024).fill(97);

  expect((await read([part, part, part])).ending).toEqual({ reason: "The stream sends a message without end" });
});
