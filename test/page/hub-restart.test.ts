import { expect, inject, test } from "vitest";
import { hubOptions } from "../../src/hub/options.ts";
import { openHub } from "../../src/hub/server.ts";
import { silentLog } from "../../src/log.ts";
import { openChromium } from "../support/chromium.ts";
import { post } from "../support/hub/test-hub.ts";
import { LivePage } from "../support/live-page.ts";
import { ago, makeUser } from "../support/live-users.ts";
import { makeEvent } from "../support/user-metrics.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("a hub that is restarted under the page costs it nothing: it comes back, catches up and says who left", async () => {
  await using state = await tempFolder();
  await using chromium = await openChromium();
  const open = (port: number) =>
    openHub({
      options: { ...hubOptions.parse({ port }), rateLimit: 0 },
      stateFolder: state.path,
      pageFolder: inject("page"),
      log: silentLog,
      runner: undefined,
    });
  const first = await open(0);
  const { port } = first;
  const url = `http://127.0.0.1:${port}`;
  await post(`${url}/api/metrics/bulk`, [makeUser("Mara Lindqvist", 4).metric, makeUser("Bo Adler", 90).metric]);

  await using live = await LivePage.open(chromium, { url });
  await live.sees(".lm-count", "2 users");
  await live.sees(".lm-pill", "Live WebSocket");
  await first.close();
  await live.sees(".lm-pill", /^Offline/);
  expect(await live.text(".lm-count")).toBe("2 users");

  const second = await open(port);
  await post(`${url}/api/metrics`, makeUser("Cleo Third", 1, { timestamp: ago(-1) }).metric);
  await post(`${url}/api/events`, makeEvent({ id: "gone", type: "user_gone", userId: "Bo Adler", timestamp: ago(-1) }));

  await live.sees(".lm-pill", "Live WebSocket");
  await live.sees("tbody", "Cleo Third");
  await live.sees(".lm-count", "2 users");
  expect(await live.text(".lm-figures dt")).toBe("Active now");
  await second.close();
});
