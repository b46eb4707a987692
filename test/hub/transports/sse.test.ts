import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { toRetryMs } from "../../../src/hub/transports/sse.ts";
import { eventually } from "../../support/eventually.ts";
import { openBareHub } from "../../support/hub/bare-hub.ts";
import { eventOf, goneOf, metaOf, metricOf, nthMetricOf, runOf } from "../../support/hub/metric.ts";
import { messagesOf, openSseViewer } from "../../support/hub/sse-viewer.ts";
import { openTestHub } from "../../support/hub/test-hub.ts";
import { describeTransport } from "../../support/hub/transport-suite.ts";

describeTransport("sse", openSseViewer, { tellsAll: true });

describe("the sse transport", () => {
  it.each(["/stream", "/api/stream"])(
    "sends at %s one user a message and events by name, each with its cursor",
    async (path) => {
      await using hub = await openTestHub();
      await hub.post("/api/metrics/bulk", {
        metrics: [metricOf("ada"), metricOf("bob")],
        metas: [metaOf("m1"), metaOf("m2")],
      });
      await hub.post("/api/events", eventOf("e1"));
      const { epoch } = hub.hub.cursor;
      await using stream = await openStream(hub.url + path);

      expect(stream.type).toBe("text/event-stream");
      expect(await stream.take(4)).toEqual([
        { event: "message", id: "", data: "" },
        { event: "message", id: `${epoch}:1`, data: JSON.stringify({ metric: metricOf("ada"), meta: metaOf("m1") }) },
        { event: "message", id: `${epoch}:2`, data: JSON.stringify({ metric: metricOf("bob"), meta: metaOf("m2") }) },
        { event: "event", id: `${epoch}:3`, data: JSON.stringify({ event: eventOf("e1") }) },
      ]);
    },
  );

  it("resumes from ?since=, but rather from Last-Event-ID, which is newer", async () => {
    await using hub = await openTestHub();
    for (const id of ["ada", "bob", "eve"]) await hub.post("/api/metrics", metricOf(id));
    const { epoch } = hub.hub.cursor;

    await using bySince = await openStream(`${hub.url}/stream?since=${epoch}:1`);
    expect((await bySince.take(2))[1]!.id).toBe(`${epoch}:2`);
    await using byHeader = await openStream(`${hub.url}/stream?since=${epoch}:1`, { "last-event-id": `${epoch}:2` });
    expect((await byHeader.take(2))[1]!.id).toBe(`${epoch}:3`);
  });

  it("names a reset before the state that replaces what the reader has", async () => {
    await using hub = await openTestHub();
    await hub.post("/api/metrics", metricOf("ada"));
    await using stream = await openStream(`${hub.url}/stream?since=0123456789ab:1`);
    expect((await stream.take(3)).map(({ event }) => event)).toEqual(["message", "reset", "message"]);
  });

  it("is heard, with its cursor, while nothing happens", async () => {
    await using hub = await openTestHub({ heartbeatMs: 20 });
    await using stream = await openStream(`${hub.url}/stream`);
    const { cursor } = (await hub.post("/api/metrics", metricOf("ada"))).body;
    let last = (await stream.take(1))[0]!;
    while (last.id !== cursor || last.event !== "heartbeat") last = (await stream.take(1))[0]!;
    expect(JSON.parse(last.data)).toEqual({ at: expect.stringMatching(/^20.*Z$/), behind: 0 });
  });

  it("resumes from the lastEventId that a polyfill puts into its address", async () => {
    await using hub = await openTestHub();
    for (const id of ["ada", "bob", "eve"]) await hub.post("/api/metrics", metricOf(id));
    const { epoch } = hub.hub.cursor;
    await using stream = await openStream(`${hub.url}/stream?since=${epoch}:1&lastEventId=${epoch}:2`);
    expect((await stream.take(2))[1]!.id).toBe(`${epoch}:3`);
  });

  it("sends by name what is not a user, each with its cursor", async () => {
    await using hub = await openTestHub({ options: { eventsKept: 100 } });
    await hub.post("/api/metrics", nthMetricOf("ada", 1));
    const { epoch } = hub.hub.cursor;
    await using stream = await openStream(`${hub.url}/stream?since=${epoch}:1`);
    await stream.take(2);
    await hub.hub.acceptRuns([runOf("crm", 1)]);
    await hub.post("/api/events", goneOf("e1", "ada"));
    expect(await stream.take(3)).toEqual([
      { event: "run", id: `${epoch}:2`, data: JSON.stringify({ run: runOf("crm", 1) }) },
      { event: "user_left", id: `${epoch}:3`, data: '{"userId":"ada","reason":"gone"}' },
      { event: "event", id: `${epoch}:4`, data: JSON.stringify({ event: goneOf("e1", "ada") }) },
    ]);

    await hub.post("/api/events", { events: Array.from({ length: 150 }, (_, n) => eventOf(`late-${n}`)) });
    await using late = await openStream(`${hub.url}/stream?since=${epoch}:4`);
    expect((await late.take(2))[1]).toEqual({ event: "gap", id: `${epoch}:54`, data: '{"events":50}' });
  });

  it("tells readers to come back at different times", async () => {
    expect([0, 0.5, 1].map((random) => toRetryMs(() => random))).toEqual([4_000, 5_000, 6_000]);
    await using hub = await openTestHub();
    const response = await fetch(`${hub.url}/stream`);
    const reader = response.body!.getReader();
    const first = new TextDecoder().decode((await reader.read()).value);
    expect(Number(/^retry: (\d{4})\n\n/.exec(first)![1])).toBeGreaterThanOrEqual(4_000);
    await reader.cancel();
  });

  it("ends when what let the reader in counts no more", async () => {
    await using hub = await openBareHub();
    await using viewer = await openSseViewer(hub.url);
    await viewer.seen.until(({ beats }) => beats > 0);
    hub.endAccess();
    await viewer.ended;
  });

  it("holds no more than about one batch for a reader that does not read, and drops it", async () => {
    await using hub = await openBareHub({ heartbeatMs: 50 });
    const sockets: Socket[] = [];
    hub.app.server.on("connection", (socket: Socket) => sockets.push(socket));
    const response = await fetch(`${hub.url}/stream`);
    const text = "x".repeat(40_000);
    for (let n = 1; n <= 20; n++)
      await hub.hub.accept(
        Array.from({ length: 50 }, (_, index) => ({
          metric: nthMetricOf(`user-${index}`, n, { lastAction: text }),
          meta: metaOf(`${index}-${n}`),
        })),
      );
    const [{ writableLength, bytesWritten }] = sockets as [Socket];
    const sent = hub.told.sent.reduce((sum, [, , bytes]) => sum + bytes, 0);
    expect(writableLength).toBeLessThan(1.5 * 1024 * 1024);
    expect(sent - bytesWritten).toBeLessThan(1.5 * 1024 * 1024);

    await eventually(() => hub.told.reader.length === 2);
    expect(hub.told.reader).toEqual([
      ["sse", "came"],
      ["sse", "dropped"],
    ]);
    await response.body!.cancel().catch(() => {});
  });

  it("serves the EventSource of the platform", async () => {
    await using hub = await openTestHub();
    await hub.post("/api/metrics", nthMetricOf("ada", 7));
    const program = `
      const source = new EventSource("${hub.url}/api/stream");
      source.onmessage = ({ data, lastEventId }) => {
        process.stdout.write(JSON.parse(data).metric.pageViews + " " + lastEventId);
        source.close();
      };`;
    const child = spawn(process.execPath, ["--no-warnings", "--experimental-eventsource", "-e", program]);
    let said = "";
    child.stdout.on("data", (text: Buffer) => (said += String(text)));
    await once(child, "close");
    expect(said).toBe(`7 ${hub.hub.cursor.epoch}:1`);
  });
});

type Message = Awaited<ReturnType<ReturnType<typeof messagesOf>["next"]>>["value"];

interface Stream extends AsyncDisposable {
  type: string | null;
  take(count: number): Promise<NonNullable<Message>[]>;
}

async function openStream(url: string, headers: Record<string, string> = {}): Promise<Stream> {
  const leaving = new AbortController();
  const response = await fetch(url, { headers, signal: leaving.signal });
  const messages = messagesOf(response.body!);
  return {
    type: response.headers.get("content-type"),
    async take(count) {
      const taken: NonNullable<Message>[] = [];
      while (taken.length < count) {
        const { value } = await messages.next();
        if (value) taken.push(value);
      }
      return taken;
    },
    async [Symbol.asyncDispose]() {
      leaving.abort();
    },
  };
}
