import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { subprotocol, type Frame, type HubFrame } from "../../src/metric/wire.ts";
import { fencesOf, readDoc, type Fence } from "../support/doc-examples.ts";
import { eventOf, goneOf, metaOf, nthMetricOf, runOf } from "../support/hub/metric.ts";
import { messagesOf } from "../support/hub/sse-viewer.ts";
import { openTestHub, type TestHub } from "../support/hub/test-hub.ts";
import { TestSocket } from "../support/hub/test-socket.ts";

/** What a hub really says, by the name under which the document shows it. */
interface Said {
  frames: Map<string, unknown>;
  messages: Map<string, { id: string; data: unknown }>;
  answers: Map<string, unknown>;
}

const fences = fencesOf(await readDoc("protocol.md"));
const examplesOf = (attribute: string): Fence[] => fences.filter(({ attributes }) => attribute in attributes);
const frameTypes: (Frame | HubFrame)["type"][] = [
  "hello",
  "bulk_metrics",
  "user_metric",
  "event",
  "user_left",
  "run",
  "heartbeat",
  "gap",
  "reset",
  "ack",
];
const messageTypes = ["message", "event", "user_left", "run", "heartbeat", "gap", "reset"];

let hub: TestHub;
let said: Said;
beforeAll(async () => {
  hub = await openTestHub({ heartbeatMs: 100, options: { eventsKept: 100 } });
  said = await hearAll();
});
afterAll(() => hub[Symbol.asyncDispose]());

async function hearAll(): Promise<Said> {
  const ids = ["ada", "bob", "eve"];
  const first = await hub.post("/api/metrics/bulk", {
    metrics: ids.map((id) => nthMetricOf(id, 1)),
    metas: ids.map((id) => metaOf(`${id}-1`)),
  });
  await hub.post("/api/events", eventOf("e1"));
  await hub.hub.acceptRuns([runOf("crm", 1)]);
  await hub.post("/api/metrics", nthMetricOf("ada", 2));
  await hub.post("/api/events", goneOf("e2", "eve", 3));
  const answers = new Map<string, unknown>();
  answers.set("GET", await (await fetch(`${hub.url}/api/metrics?since=${first.body.cursor}`)).json());
  answers.set("/api/metrics", (await hub.post("/api/metrics", nthMetricOf("ada", 3))).body);
  answers.set("400", (await hub.post("/api/metrics", { userId: "" })).body);
  answers.set("/api/metrics/bulk", (await hub.post("/api/metrics/bulk", [nthMetricOf("ada", 3), {}])).body);

  await hub.post("/api/events", { events: Array.from({ length: 150 }, (_, n) => eventOf(`late-${n}`)) });
  await hub.hub.acceptRuns([runOf("crm", 2)]);
  const cursors = ["", `?since=${first.body.cursor}`, "?since=0123456789ab:1"];
  return { answers, frames: await hearFrames(cursors), messages: await hearMessages(cursors) };
}

async function hearFrames(queries: string[]): Promise<Said["frames"]> {
  const frames = new Map<string, unknown>();
  for (const query of queries) {
    await using socket = new TestSocket(hub.url + query, [subprotocol]);
    for (let frame = await socket.next(); ; frame = await socket.next()) {
      frames.set(frame.type, frame);
      if (frame.type === "heartbeat") break;
    }
    if (query !== "") continue;
    await hub.post("/api/metrics", nthMetricOf("bob", 4));
    frames.set("user_metric", await socket.nextOf("user_metric"));
    await hub.post("/api/events", goneOf("e3", "bob", 5));
    frames.set("user_left", await socket.nextOf("user_left"));
    socket.send({ type: "bulk_metrics", metrics: [{ user_id: "ada" }, { user_id: "" }] });
    frames.set("ack", await socket.nextOf("ack"));
  }
  return frames;
}

async function hearMessages(queries: string[]): Promise<Said["messages"]> {
  const heard: Said["messages"] = new Map();
  for (const query of queries) {
    const leaving = new AbortController();
    const response = await fetch(`${hub.url}/api/stream${query}`, { signal: leaving.signal });
    for await (const { event, data, id } of messagesOf(response.body!)) {
      if (data !== "") heard.set(event, { id, data: JSON.parse(data) });
      if (event === "heartbeat") break;
    }
    leaving.abort();
  }
  return heard;
}

/** Names whatever a value has, down to the kind of each; what is free in names and number is one thing. */
function shapeOf(value: unknown, key = ""): unknown {
  if (["missing", "featureTime", "data", "evidence", "derived", "featuresUsed"].includes(key)) return key;
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([name, inner]) => [name, shapeOf(inner, name)]),
  );
}

describe("the protocol document", () => {
  it.each(examplesOf("frame").map(({ line, body }) => [line, body] as const))(
    "shows at line %d a frame as the hub sends it",
    (_, body) => {
      const frame = JSON.parse(body) as HubFrame;
      expect(shapeOf(frame)).toEqual(shapeOf(said.frames.get(frame.type)));
    },
  );

  it("shows each frame once, and each message of a stream", () => {
    const shown = examplesOf("frame").map(({ body }) => (JSON.parse(body) as HubFrame).type);
    expect(shown.toSorted()).toEqual(frameTypes.toSorted());
    const messages = examplesOf("sse").map(({ body }) => /^event: (.*)$/m.exec(body)?.[1] ?? "message");
    expect(messages.toSorted()).toEqual(messageTypes.toSorted());
  });

  it("shows every frame that the hub sent", () => {
    expect([...said.frames.keys()].toSorted()).toEqual(frameTypes.toSorted());
    expect([...said.messages.keys()].toSorted()).toEqual(messageTypes.toSorted());
  });

  it.each(examplesOf("sse").map(({ line, body }) => [line, body] as const))(
    "shows at line %d a message as the hub sends it",
    async (_, body) => {
      const messages = messagesOf(new Blob([`${body}\n`]).stream());
      const { event, data, id } = (await messages.next()).value!;
      const real = said.messages.get(event)!;
      expect(shapeOf(JSON.parse(data))).toEqual(shapeOf(real.data));
      expect(id === "").toBe(event === "reset");
    },
  );

  it.each(examplesOf("answer").map(({ attributes, line, body }) => [attributes["answer"]!, line, body] as const))(
    "shows for %s at line %d what the hub answers",
    (name, _, body) => {
      expect(shapeOf(JSON.parse(body))).toEqual(shapeOf(said.answers.get(name)));
    },
  );

  it.each(examplesOf("sends").map(({ line, body }) => [line, body] as const))(
    "shows at line %d a frame that the hub takes from a sender",
    async (_, body) => {
      await using sender = new TestSocket(`${hub.url}?only=send`, [subprotocol]);
      sender.sendText(body);
      expect((await sender.nextOf("ack")).ids.length).toBeGreaterThan(0);
    },
  );
});
