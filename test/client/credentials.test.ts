import { expect, test } from "vitest";
import { createCredentials } from "../../src/client/credentials.ts";
import { createMetricsService } from "../../src/client/metrics-service.ts";
import { openMiniExpress } from "../support/client/mini-express.ts";

test.each([404, 405, 426])("a server that has no tickets and says %i is opened without one", async (status) => {
  await using app = await openMiniExpress();
  app.get("/api/tickets", (_, reply) => void reply.writeHead(status).end());
  const address = new URL(`${app.url}/ws?since=e1%3A7`);

  const admitted = await createCredentials({ key: "lm_key" }).admit(address, "ticket");

  expect(admitted.search).toBe("?since=e1%3A7");
});

test.each([
  [{}, "/api/history?from=1", undefined],
  [{ key: "lm_key" }, "/api/history?from=1", "Bearer lm_key"],
  [{ ticket: () => "t1" }, "/api/history?from=1&ticket=t1", undefined],
])("a call of a service with %j asks for %s with the authorization %s", async (options, url, authorization) => {
  await using app = await openMiniExpress();
  app.get("/api/history", (request, reply) =>
    reply.json({ url: request.url, authorization: request.headers.authorization, accept: request.headers.accept }),
  );

  const response = await createMetricsService(options).fetch(`${app.url}/api/history?from=1`, {
    headers: { accept: "text/plain" },
  });

  expect(await response.json()).toEqual({ url, authorization, accept: "text/plain" });
});

test("a server that refuses a ticket says why", async () => {
  await using app = await openMiniExpress();
  app.get("/below/api/tickets", (_, reply) => void reply.writeHead(401).end());

  const admitted = createCredentials({ key: "lm_key" }).admit(new URL(`${app.url}/below/ws`), "ticket");

  await expect(admitted).rejects.toThrow("401 Unauthorized at /below/api/tickets");
});

test("a ticket of one's own opens each stream, and is asked for anew each time", async () => {
  let given = 0;
  const credentials = createCredentials({ ticket: () => `t&${++given}` });
  const address = new URL("https://hub.example.com/api/stream?since=e1%3A7");

  const admitted = [await credentials.admit(address, "header"), await credentials.admit(address, "ticket")];

  expect(admitted.map(({ search }) => search)).toEqual(["?since=e1%3A7&ticket=t%261", "?since=e1%3A7&ticket=t%262"]);
  expect(credentials.headers).toEqual({});
});
