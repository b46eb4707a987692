import { expect, test, vi } from "vitest";
import type { Connection, TransportName } from "../../src/client/connection.ts";
import { createCredentials } from "../../src/client/credentials.ts";
import { createFollower } from "../../src/client/follower.ts";
import type { Item } from "../../src/client/incoming.ts";
import { createLiveState } from "../../src/client/live-state.ts";
import { FakeHost } from "../support/client/fake-host.ts";
import { createScriptedTransport } from "../support/client/scripted-transport.ts";

const hello: Item = { type: "hello", heartbeatMs: 25_000 };
const level: Item = { type: "standing", behind: 0 };

function follow(...names: TransportName[]) {
  const followed = prepare(...names);
  followed.follower.open();
  return followed;
}

function prepare(...names: TransportName[]) {
  const host = new FakeHost();
  const transports = names.map(createScriptedTransport);
  const told: Connection[] = [];
  /** What a listener does when it is told. */
  const answers: ((connection: Connection) => void)[] = [];
  const state = createLiveState({ host, userTtlMs: 1_800_000, report: () => {} });
  const source = state.createSource("hub.example.com");
  const follower = createFollower({
    rungs: transports.map((transport) => ({ transport, address: new URL("http://hub.example.com/") })),
    source,
    host,
    credentials: createCredentials({}),
    reconnectMs: 5_000,
    onChange(connection) {
      told.push(connection);
      for (const answer of answers) answer(connection);
    },
  });
  const counts = (): number[] => transports.map(({ links }) => links.length);
  return {
    host,
    source,
    follower,
    told,
    answers,
    counts,
    first: transports[0]!,
    second: transports[1]!,
    third: transports[2]!,
  };
}

test("is catching up until the hub says that it is level, and live only then", () => {
  const { first, told } = follow("WebSocket");
  first.links[0]!.onOpen();
  first.say(hello, { type: "standing", behind: 7 });
  first.say({ type: "left", userId: "eve" });
  first.say(level);

  expect(told).toEqual([
    { state: "connecting" },
    { state: "catching-up", transport: "WebSocket", toGo: 7 },
    { state: "catching-up", transport: "WebSocket", toGo: 6 },
    { state: "live", transport: "WebSocket" },
  ]);
});

test("a hub that misses a heartbeat is stale, and one that misses two is connected to anew at once", () => {
  const { host, first, told, counts } = follow("WebSocket");
  first.say(hello, level);
  const since = host.now();

  host.pass(32_000);
  expect(told.at(-1)).toEqual({ state: "stale", transport: "WebSocket", since });
  expect(counts()).toEqual([1]);
  host.pass(20_000);
  expect(told.at(-1)).toMatchObject({ state: "offline", since, retryAt: undefined });
  expect(counts()).toEqual([2]);
  expect(first.links[0]!.isClosed).toBe(true);

  first.say(hello, level);
  expect(told.at(-1)?.state).toBe("live");
});

test("a heartbeat keeps it live", () => {
  const { host, first, told, counts } = follow("WebSocket");
  first.say(hello, level);
  for (let beats = 0; beats < 10; beats++) {
    host.pass(25_000);
    first.say(level);
  }
  expect([told.at(-1)?.state, counts()]).toEqual(["live", [1]]);
});

test.each([
  ["the machine slept", 3_600_000],
  ["the clock was set ahead", 60_000],
])("when %s it connects anew at once", (_, ms) => {
  const { host, first, counts } = follow("WebSocket");
  first.say(hello, level);

  host.jump(ms);
  host.pass(1_000);

  expect(counts()).toEqual([2]);
});

test("a clock that is set back changes nothing", () => {
  const { host, first, told, counts } = follow("WebSocket");
  first.say(hello, level);
  host.jump(-3_600_000);
  host.pass(20_000);
  expect([told.at(-1)?.state, counts()]).toEqual(["live", [1]]);

  host.pass(31_000);
  expect(counts()).toEqual([2]);
});

test("a server of the guide may be silent for hours", () => {
  const { host, first, told, counts } = follow("SSE");
  first.links[0]!.onOpen();
  expect(told.at(-1)).toEqual({ state: "connecting" });
  host.pass(300);
  expect(told.at(-1)).toEqual({ state: "live", transport: "SSE" });

  host.pass(7_200_000);
  expect([told.at(-1)?.state, counts()]).toEqual(["live", [1]]);
});

test("a hub that is connected to anew stays one until it speaks", () => {
  const { host, source, first, told } = follow("SSE");
  first.say(hello, level);
  first.end();
  host.pass(5_000);
  first.links[1]!.onOpen();
  host.pass(300);

  expect([told.at(-1)?.state, source.tellsWhoLeaves]).toEqual(["live", true]);
});

test("one fast try follows a connection that had lasted, then a try every 5 s", () => {
  const { host, first, told, counts } = follow("WebSocket");
  first.say(hello, level);
  host.pass(10_000);
  first.end();
  expect(told.at(-1)).toMatchObject({ state: "offline", retryAt: host.now() + 250, reason: "closed" });
  host.pass(250);
  expect(counts()).toEqual([2]);

  first.end();
  host.pass(4_999);
  expect(counts()).toEqual([2]);
  host.pass(1);
  expect(counts()).toEqual([3]);
});

test("a connection that was dropped at once gets no fast try", () => {
  const { host, first, told } = follow("WebSocket");
  first.say(hello, level);
  first.end();
  expect(told.at(-1)).toMatchObject({ state: "offline", retryAt: host.now() + 5_000 });
});

test("falls at once to the next way where one leads nowhere, and waits when none is left", () => {
  const { first, second, third, told, counts, host } = follow("WebSocket", "SSE", "polling");
  first.end();
  second.end();
  expect(counts()).toEqual([1, 1, 1]);
  third.end();
  expect(told.at(-1)).toMatchObject({ state: "offline", retryAt: host.now() + 5_000 });

  host.pass(5_000);
  expect(counts()).toEqual([2, 1, 1]);
});

test("a way that opens and passes nothing on is left after ten seconds", () => {
  const { first, host, counts } = follow("WebSocket", "SSE");
  first.links[0]!.onOpen();
  host.pass(10_000);
  expect(counts()).toEqual([1, 0]);
  host.pass(1_000);
  expect(counts()).toEqual([1, 1]);
  expect(first.links[0]!.isClosed).toBe(true);
});

test("a way whose first answer may take longer is left later", () => {
  const { first, follower, host, counts } = prepare("polling", "SSE");
  first.openingTimeoutMs = 30_000;
  follower.open();
  host.pass(30_000);
  expect(counts()).toEqual([1, 0]);
  host.pass(1_000);
  expect(counts()).toEqual([1, 1]);
});

test("a way that breaks again and again is left", () => {
  const { first, host, counts } = follow("WebSocket", "SSE");
  for (let breaks = 0; breaks < 3; breaks++) {
    first.say(hello, level);
    first.end();
    host.pass(5_000);
  }
  expect(counts()).toEqual([3, 1]);
});

test("climbs back when a better way works again, without a moment between the two", () => {
  const { first, second, host, told, counts } = follow("WebSocket", "SSE");
  first.end();
  second.say({ ...hello, heartbeatMs: 1e9 }, level);
  host.pass(31_000);
  expect(counts()).toEqual([2, 1]);
  expect(told.at(-1)).toEqual({ state: "live", transport: "SSE" });
  expect(second.links[0]!.isClosed).toBe(false);

  first.say(hello, level);

  expect(told.at(-1)).toEqual({ state: "live", transport: "WebSocket" });
  expect(second.links[0]!.isClosed).toBe(true);
});

test("looks for a better way less and less often", () => {
  const { first, second, host, counts } = follow("WebSocket", "SSE");
  first.end();
  second.say({ ...hello, heartbeatMs: 1e9 }, level);
  const tries: number[] = [];
  for (let minutes = 0; minutes < 20; minutes++) {
    host.pass(60_000);
    if (counts()[0]! > tries.length + 1) tries.push(minutes);
    first.end();
  }
  expect(tries.slice(0, 4)).toEqual([0, 1, 3, 8]);
});

test("nothing goes on after it was closed", () => {
  const { first, follower, host, told, counts } = follow("WebSocket");
  first.say(hello, level);
  follower.close();
  first.end();
  host.pass(60_000);

  expect([told.at(-1), counts(), first.links[0]!.isClosed]).toEqual([{ state: "idle" }, [1], true]);
});

test.each<Connection["state"]>(["connecting", "live", "offline", "stale"])(
  "who closes it when told %s has closed it: nothing is tried and nothing is told any more",
  (state) => {
    const { first, follower, host, told, counts, answers } = prepare("WebSocket");
    answers.push((connection) => {
      if (connection.state !== state) return;
      answers.length = 0;
      follower.close();
    });
    follower.open();
    if (state !== "connecting") first.say(hello, level);
    if (state === "offline") first.end();
    host.pass(3_600_000);
    follower.refresh();

    expect(told.at(-1)).toEqual({ state: "idle" });
    expect(counts()).toEqual([1]);
    expect(first.links[0]!.isClosed).toBe(true);
    expect(host.running).toBe(0);
  },
);

test("a break of the present way is not counted with those of another", () => {
  const { first, second, host, counts } = follow("WebSocket", "SSE");
  for (let tries = 0; tries < 3; tries++) {
    first.end();
    second.end();
    host.pass(5_000);
  }
  first.say(hello, level);
  first.end();
  expect(counts()).toEqual([4, 3]);
  host.pass(5_000);
  expect(counts()).toEqual([5, 3]);
});

test("looks for a better way half a minute after it has fallen, however long ago it fell before", () => {
  const { first, second, host, counts } = follow("WebSocket", "SSE");
  first.end();
  second.say(hello, level);
  host.pass(1_000);
  second.end();
  host.pass(5_000);
  second.end();
  host.pass(5_000);
  first.end();
  second.say({ ...hello, heartbeatMs: 1e9 }, level);
  const before = counts()[0]!;

  host.pass(29_000);
  expect(counts()[0]).toBe(before);
  host.pass(2_000);
  expect(counts()[0]).toBe(before + 1);
});

test("a silent connection that is replaced is offline for no reason of an earlier one", () => {
  const { first, host, told } = follow("WebSocket");
  first.end({ reason: "503 Service Unavailable" });
  host.pass(5_000);
  first.say(hello, level);
  host.pass(52_000);

  expect(told.at(-1)).toEqual({ state: "offline", since: expect.any(Number), retryAt: undefined });
});

test("a machine that wakes leaves a server alone that has asked for it, until its time has come", () => {
  const { first, host, counts } = follow("WebSocket");
  first.end({ retryAfterMs: 600_000 });
  host.jump(300_000);
  host.pass(1_000);
  expect(counts()).toEqual([1]);

  host.jump(300_000);
  host.pass(1_000);
  expect(counts()).toEqual([2]);
});

test("a page whose network is back tries at once, and leaves alone what still stands", () => {
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  const { first, counts } = follow("WebSocket");
  vi.unstubAllGlobals();
  first.end();
  page.dispatchEvent(new Event("online"));
  expect(counts()).toEqual([2]);

  first.say(hello, level);
  page.dispatchEvent(new Event("online"));
  expect(counts()).toEqual([2]);
  page.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  expect(counts()).toEqual([3]);
});

test("a machine that slept connects anew to a server of the guide too, which promises no word", () => {
  const { host, first, counts } = follow("SSE");
  first.links[0]!.onOpen();
  host.pass(300);
  host.jump(91_000);
  host.pass(1_000);

  expect(counts()).toEqual([2]);
});

test("a better way that it has climbed to and that breaks is tried again", () => {
  const { first, second, host, told, counts } = follow("WebSocket", "SSE");
  first.end();
  second.say({ ...hello, heartbeatMs: 1e9 }, level);
  host.pass(31_000);
  first.say(hello, level);
  host.pass(10_000);

  first.end();

  expect(told.at(-1)).toMatchObject({ state: "offline", retryAt: host.now() + 250 });
  host.pass(250);
  expect(counts()).toEqual([3, 1]);
});
