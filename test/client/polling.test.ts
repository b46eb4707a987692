import { expect, test, vi } from "vitest";
import { openMiniExpress } from "../support/client/mini-express.ts";
import { watchService } from "../support/client/watched-service.ts";
import { makeMetric } from "../support/user-metrics.ts";

test("hubs below two paths of one host have a history each", async () => {
  await using app = await openMiniExpress();
  const asked: (string | undefined)[] = [];
  for (const name of ["one", "two"])
    app.get(`/${name}/api/metrics`, ({ url }, reply) => {
      asked.push(url);
      reply.json({ metrics: [makeMetric({ userId: name })], cursor: "e1:5" });
    });
  using watched = watchService();
  for (const [polls, name] of ["one", "two", "one"].entries()) {
    watched.service.startPolling(`${app.url}/${name}/api/metrics`, 3_600_000);
    await vi.waitFor(() => expect(asked).toHaveLength(polls + 1));
    await vi.waitFor(() => expect(watched.users.has(name)).toBe(true));
  }

  expect(asked).toEqual(["/one/api/metrics", "/two/api/metrics", "/one/api/metrics?since=e1%3A5"]);
});

test.each([
  ["the page of a login", "<!doctype html><title>Sign in</title>"],
  ["an error", '{"error":"no session"}'],
  ["metrics that are no list", '{"metrics":{"u1":{}}}'],
])("a server that answers with %s is offline, though it says that all is well", async (_, body) => {
  await using app = await openMiniExpress();
  app.serve("/metrics", body);
  using watched = watchService({ reconnectMs: 3_600_000 });

  watched.service.startPolling(`${app.url}/metrics`);

  await vi.waitFor(() => expect(watched.state()).toBe("offline"));
  expect(watched.connections.at(-1)).toMatchObject({ reason: "no list of metrics" });
  expect(watched.connections.map(({ state }) => state)).not.toContain("live");
});

test.each([0, -1, Number.NaN])("a server is not asked every %d ms but every 10 s", async (ms) => {
  await using app = await openMiniExpress();
  app.serve("/metrics", '{"metrics":[]}');
  using watched = watchService();

  watched.service.startPolling(`${app.url}/metrics`, ms);

  await vi.waitFor(() => expect(watched.connections.at(-1)).toMatchObject({ state: "live", everyMs: 10_000 }));
});

test("a server that is to be asked once a century is asked once a day, which a timer can wait for", async () => {
  await using app = await openMiniExpress();
  app.serve("/metrics", '{"metrics":[]}');
  using watched = watchService();

  watched.service.startPolling(`${app.url}/metrics`, Infinity);

  await vi.waitFor(() => expect(watched.connections.at(-1)).toMatchObject({ state: "live", everyMs: 86_400_000 }));
});

test("what cannot be read is told at the first of it, then ten times as rarely each time", async () => {
  await using app = await openMiniExpress();
  let asked = 0;
  app.get("/metrics", (_, reply) => {
    asked += 1;
    reply.json({ metrics: Array.from({ length: 6 }, () => null) });
  });
  using watched = watchService();

  watched.service.startPolling(`${app.url}/metrics`, 5);
  await vi.waitFor(() => expect(asked).toBeGreaterThan(18));

  const { host } = new URL(app.url);
  expect(watched.problems).toEqual(
    [6, 12, 102].map((count) => `${host} sent what could not be read (${count} so far)`),
  );
});
