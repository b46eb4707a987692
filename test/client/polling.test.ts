import { expect, test, vi } from "vitest";
import { openMiniExpress } from "../support/client/mini-express.ts";
import { watchService } from "../support/client/watched-service.ts";

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
