import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMetricsService } from "../../../src/client/metrics-service.ts";
import { LiveView } from "../../../src/page/view/live-view.ts";
import { FrameServer } from "../../support/frame-server.ts";
import { makeMetric } from "../../support/user-metrics.ts";

let drawFrame: (() => void) | undefined;

beforeEach(() => {
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => {
    drawFrame = draw;
    return 1;
  });
  vi.stubGlobal("cancelAnimationFrame", () => {
    drawFrame = undefined;
  });
});
afterEach(() => vi.unstubAllGlobals());

test("however much is received, it tells its readers once in an animation frame", async () => {
  await using server = await FrameServer.open({
    opening: [{ type: "user_metric", metric: makeMetric({ userId: "first" }) }],
  });
  const service = createMetricsService();
  const view = new LiveView({ service, hubUrl: server.url });
  const unfollow = view.follow();
  const reader = vi.fn();
  view.subscribe(reader);

  service.connectWebSocket(server.socketUrl);
  await vi.waitFor(() => expect(view.getRow("first")).toBeDefined());
  for (let user = 0; user < 100; user++)
    server.send({ type: "user_metric", metric: makeMetric({ userId: `u${user}` }) });
  await vi.waitFor(() => expect(view.getRow("u99")).toBeDefined());
  expect(reader).not.toHaveBeenCalled();
  drawFrame?.();

  expect(reader).toHaveBeenCalledTimes(1);
  expect(view.getSnapshot()).toMatchObject({ userCount: 101, connection: { state: "live" } });
  unfollow();
  service.disconnect();
});
