import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocketServer } from "ws";
import type { Tab } from "../../src/browser/tab.ts";
import { eventually } from "../support/eventually.ts";
import { openPageServer } from "../support/page-server.ts";
import { openLeases, readTitle } from "./leases.ts";

const { lease } = openLeases();

const asJson = (value: unknown) => (response: ServerResponse) =>
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));

const page = `<title>Users</title><script>
  fetch("/api/users?page=1").then((response) => response.json()).then(([name]) => (document.title = name));
  fetch("/api/other");
</script>`;
const keep = { responses: ["/api/users*"], frames: [] };

async function untilTitle(tab: Tab, wanted: string): Promise<void> {
  await eventually(async () => (await tab.evaluate(readTitle, undefined)) === wanted);
}

test("keeps a response that the page fetched before anything was read of it", async () => {
  await using server = await openPageServer({
    "/": page,
    "/api/users": asJson(["Ada Example"]),
    "/api/other": asJson([]),
  });

  const responses = await lease(
    async (tab) => {
      await tab.goto(server.origin);
      await untilTitle(tab, "Ada Example");
      await tab.waitForResponse("/api/users", { timeoutMs: 10_000 });
      return await tab.responses();
    },
    { keep },
  );

  expect(responses).toEqual([{ url: `${server.origin}/api/users?page=1`, status: 200, body: '["Ada Example"]' }]);
});

test("keeps a document, an error answer, and names with any letters", async () => {
  await using server = await openPageServer({
    "/api/users": asJson(["Åse Example", "例"]),
    "/api/users-gone": (response) => response.writeHead(410).end("gone"),
    "/": "<script>fetch('/api/users-gone')</script>",
  });

  const responses = await lease(
    async (tab) => {
      await tab.goto(`${server.origin}/api/users`);
      await tab.waitForResponse("/api/users", { timeoutMs: 10_000 });
      await tab.goto(server.origin);
      await tab.waitForResponse("/api/users-gone", { timeoutMs: 10_000 });
      return await tab.responses();
    },
    { keep },
  );

  expect(responses.map(({ status, body }) => [status, body])).toEqual([
    [200, '["Åse Example","例"]'],
    [410, "gone"],
  ]);
});

test("keeps the newest 50 responses in the order of their arrival, and counts the others", async () => {
  const many = `<title>Users</title><script type=module>
    for (let at = 0; at < 53; at += 1) await fetch("/api/users?page=" + at).then((response) => response.text());
    document.title = "done";
  </script>`;
  await using server = await openPageServer({ "/": many, "/api/users": asJson([]) });

  const [pages, loss] = await lease(
    async (tab) => {
      await tab.goto(server.origin);
      await untilTitle(tab, "done");
      await tab.waitForResponse("/api/users?page=52", { timeoutMs: 10_000 });
      const responses = await tab.responses();
      return [responses.map(({ url }) => Number(new URL(url).searchParams.get("page"))), tab.keptLoss];
    },
    { keep },
  );

  expect(pages).toEqual(Array.from({ length: 50 }, (_, at) => at + 3));
  expect(loss).toEqual({ responses: 3, frames: 0 });
});

test("waits for a response no longer than it is told to", async () => {
  await using server = await openPageServer("<p>Users</p>");

  const found = await lease(
    async (tab) => {
      await tab.goto(server.origin);
      return await tab.waitForResponse("/api/users", { timeoutMs: 50 });
    },
    { keep },
  );

  expect(found).toBeUndefined();
});

test("ends what the page of an earlier lease still waits for", async () => {
  let isGone = false;
  await using server = await openPageServer({
    "/": "<title>Users</title><script>fetch('/api/users')</script>",
    "/api/users": (response) => response.on("close", () => (isGone = true)),
  });
  await lease(async (tab) => {
    await tab.goto(server.origin);
    await eventually(() => server.requests.includes("/api/users"));
  });

  await lease(() => eventually(() => isGone), { keep });
});

test("reads what the server sends, not what a service worker makes of it", async () => {
  const worker = `self.addEventListener("activate", (event) => event.waitUntil(clients.claim()));
    self.addEventListener("fetch", (event) => {
      if (event.request.url.endsWith("/api/users")) event.respondWith(new Response("from the worker"));
    });`;
  await using server = await openPageServer({
    "/": `<script type=module>
      await navigator.serviceWorker.register("/worker.js");
      await navigator.serviceWorker.ready;
      document.title = "ready";
    </script>`,
    "/users": "<script>fetch('/api/users').then((r) => r.text()).then((text) => (document.title = text))</script>",
    "/api/users": asJson("from the server"),
    "/worker.js": (response) => response.writeHead(200, { "content-type": "text/javascript" }).end(worker),
  });
  await lease(async (tab) => {
    await tab.goto(server.origin);
    await untilTitle(tab, "ready");
    await tab.goto(`${server.origin}/users`);
    await untilTitle(tab, "from the worker");
  });

  const response = await lease(
    async (tab) => {
      await tab.goto(`${server.origin}/users`);
      return await tab.waitForResponse("/api/users", { timeoutMs: 10_000 });
    },
    { keep },
  );

  expect(response?.body).toBe('"from the server"');
});

test("keeps the text frames of WebSockets that are asked for", async () => {
  const http = createServer((_request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(`<title>Users</title><script>
      for (const path of ["/live", "/other"]) {
        const socket = new WebSocket("ws://" + location.host + path);
        socket.onmessage = ({ data }) => { if (data === "last") document.title = "done"; };
      }
    </script>`),
  );
  const sockets = new WebSocketServer({ server: http });
  sockets.on("connection", (socket, { url }) => {
    socket.send(Buffer.from("bytes"));
    socket.send(`{"from":"${url}"}`);
    if (url === "/live") socket.send("last");
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const host = `127.0.0.1:${(http.address() as AddressInfo).port}`;

  const frames = await lease(
    async (tab) => {
      await tab.goto(`http://${host}/`);
      await untilTitle(tab, "done");
      await eventually(() => tab.frames().length === 2);
      return tab.frames();
    },
    { keep: { responses: [], frames: ["/live"] } },
  );

  expect(frames).toEqual([
    { url: `ws://${host}/live`, body: '{"from":"/live"}' },
    { url: `ws://${host}/live`, body: "last" },
  ]);
  sockets.close();
  http.closeAllConnections();
  http.close();
});
