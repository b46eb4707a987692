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
  expect(watched.connections.at(-1)).toMatchObject({ reason: "the answer is no list of metrics" });
  expect(watched.connections.map(({ state }) => state)).not.toContain("live");
});
