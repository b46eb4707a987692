import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { eventOf, metaOf, metricOf, nthMetricOf } from "../../support/hub/metric.ts";
import { messagesOf, openSseViewer } from "../../support/hub/sse-viewer.ts";
import { openTestHub } from "../../support/hub/test-hub.ts";
import { describeTransport } from "../../support/hub/transport-suite.ts";

describeTransport("sse", openSseViewer);

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
    while (last.id !== cursor || last.data !== "") last = (await stream.take(1))[0]!;
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
