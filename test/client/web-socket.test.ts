import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { expect, test, vi } from "vitest";
import { watchService } from "../support/client/watched-service.ts";
import { makeMetric } from "../support/user-metrics.ts";

/** A hub that refuses some; `dialled` has what subprotocol each one offered, and `dial` is the number of one from 1 on. */
async function openPickyHub(refuses: (dial: number, subprotocol: string | undefined) => boolean) {
  const dialled: (string | undefined)[] = [];
  const server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    verifyClient({ req }: { req: IncomingMessage }, answer: (isLetIn: boolean, status: number) => void) {
      // Not 401, which Node's own WebSocket answers by asking once more.
      const subprotocol = req.headers["sec-websocket-protocol"];
      answer(!refuses(dialled.push(subprotocol), subprotocol), 403);
    },
  });
  server.on("connection", (socket, { headers }) => {
    if (headers["sec-websocket-protocol"]) socket.send(JSON.stringify({ type: "hello", heartbeatSeconds: 25 }));
    socket.send(JSON.stringify({ type: "bulk_metrics", metrics: [makeMetric()], cursor: "e1:1" }));
    socket.send(JSON.stringify({ type: "heartbeat", behind: 0, cursor: "e1:1" }));
  });
  await once(server, "listening");
  return {
    dialled,
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("a server that refuses the subprotocol is asked without it where it may be of the guide", async () => {
  await using hub = await openPickyHub(() => true);
  using watched = watchService({ reconnectMs: 3_600_000 });

  watched.service.connectWebSocket(`ws://${hub.host}/ws`);

  await vi.waitFor(() => expect(watched.state()).toBe("offline"));
  expect(hub.dialled).toEqual(["live-metrics.v1", undefined]);
});

test("a hub is asked with its subprotocol alone", async () => {
  await using hub = await openPickyHub(() => true);
  using watched = watchService({ reconnectMs: 3_600_000 });

  watched.service.connect(`http://${hub.host}`);

  await vi.waitFor(() => expect(watched.state()).toBe("offline"));
  expect(hub.dialled).toEqual(["live-metrics.v1"]);
});

test("a hub that was away at the first dial is dialled as a hub when it shows that it is one", async () => {
  await using hub = await openPickyHub((dial) => dial === 1);
  using watched = watchService({ reconnectMs: 3_600_000 });

  watched.service.connectWebSocket(`ws://${hub.host}/ws`);

  await vi.waitFor(() => expect(watched.state()).toBe("live"));
  expect(hub.dialled).toEqual(["live-metrics.v1", undefined, "live-metrics.v1"]);
  expect(watched.users.has("u1")).toBe(true);
});

test("a hub that is away again and again at the wrong moment is still followed as one, and tells who leaves", async () => {
  await using hub = await openPickyHub((dial) => dial === 1 || dial === 3 || dial === 5);
  using watched = watchService({ reconnectMs: 3_600_000 });

  watched.service.connectWebSocket(`ws://${hub.host}/ws`);

  await vi.waitFor(() => expect(watched.state()).toBe("live"));
  expect(hub.dialled.at(-1)).toBe("live-metrics.v1");
  expect(hub.dialled).toHaveLength(7);
});

test("a server that seems to be a hub and never takes the subprotocol is followed without it", async () => {
  await using server = await openPickyHub((_, subprotocol) => subprotocol !== undefined);
  using watched = watchService({ reconnectMs: 3_600_000 });

  watched.service.connectWebSocket(`ws://${server.host}/ws`);

  await vi.waitFor(() => expect(watched.state()).toBe("live"));
  expect(server.dialled).toHaveLength(8);
  expect(watched.users.has("u1")).toBe(true);
});
