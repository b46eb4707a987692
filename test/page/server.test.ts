/// <reference types="vite/client" />
import { afterEach, expect, test, vi } from "vitest";
import { createMetricsService } from "../../src/client/metrics-service.ts";
import { findServer, follow, type Server } from "../../src/page/server.ts";
import { FrameServer } from "../support/frame-server.ts";
import { makeMetric } from "../support/user-metrics.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

function findFromApp(hubUrl?: string): Server {
  vi.stubGlobal("document", { baseURI: "https://app.example.com/live/index.html" });
  return findServer(hubUrl);
}

test.each([
  [".", "https://app.example.com/live/"],
  ["https://metrics.example.com", "https://metrics.example.com/"],
  ["https://example.com/metrics", "https://example.com/metrics/"],
  ["https://example.com/metrics/", "https://example.com/metrics/"],
  ["/hub", "https://app.example.com/hub/"],
])("the hub at %s is called below %s", (hubUrl, baseUrl) => {
  expect(findFromApp(hubUrl)).toEqual({ type: "hub", baseUrl });
});

test.each([
  ["wss://example.com/ws", "https://example.com/"],
  ["wss://example.com/hub/ws", "https://example.com/hub/"],
  ["ws://127.0.0.1:8080", "http://127.0.0.1:8080/"],
  ["wss://example.com/hub/live", "https://example.com/hub/"],
])("the hub that streams at %s is called below %s", (url, baseUrl) => {
  vi.stubEnv("VITE_METRICS_WS_URL", url);

  expect(findFromApp()).toEqual({ type: "websocket", url, baseUrl });
});

test("the hub that is polled below a path is called below it", () => {
  vi.stubEnv("VITE_METRICS_API_URL", "https://example.com/hub/api/metrics");

  expect(findFromApp()).toMatchObject({ type: "polling", baseUrl: "https://example.com/hub/" });
});

const toHub = (server: FrameServer): Server => ({ type: "hub", baseUrl: server.url });
const toSocket = (server: FrameServer): Server => ({
  type: "websocket",
  url: server.socketUrl,
  baseUrl: server.url,
});

test.each([
  ["hub", toHub],
  ["socket", toSocket],
] as const)("who follows the same %s shares it, and keeps it when the other leaves", async (_, to) => {
  await using server = await FrameServer.open();
  const service = createMetricsService();
  const opened = server.nextReader();

  const leaveFirst = follow(service, to(server));
  const leaveSecond = follow(service, to(server));
  await opened;
  leaveFirst();
  server.send({ type: "user_metric", metric: makeMetric() });
  await vi.waitFor(() => expect(service.getUser("u1")).toBeDefined());
  leaveSecond();

  const states: string[] = [];
  service.onConnectionChange(({ state }) => states.push(state));
  expect(states).toEqual(["idle"]);
  service.close();
});

test("what the app itself follows goes on when the page leaves", async () => {
  await using ofApp = await FrameServer.open();
  await using ofPage = await FrameServer.open();
  const service = createMetricsService();
  const [appOpened, pageOpened] = [ofApp.nextReader(), ofPage.nextReader()];
  service.connect(ofApp.url);
  await appOpened;

  const leave = follow(service, toSocket(ofPage));
  await pageOpened;
  leave();

  ofApp.send({ type: "user_metric", metric: makeMetric() });
  await vi.waitFor(() => expect(service.getUser("u1")).toBeDefined());
  service.close();
});
