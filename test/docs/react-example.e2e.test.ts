import path from "node:path";
import { build } from "vite";
import { afterEach, expect, test, vi } from "vitest";
import { openChromium } from "../support/chromium.ts";
import { docsFolder } from "../support/doc-examples.ts";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { makeState, makeUser } from "../support/live-users.ts";
import { tempFolder } from "../support/temp-folder.ts";

afterEach(() => vi.unstubAllEnvs());

test("an app with Vite shows the numbers and the page, from the address in its environment and in its colours", async () => {
  await using server = await FrameServer.open({
    opening: [makeState(makeUser("Mara Lindqvist", 4), makeUser("Bo", 600))],
  });
  vi.stubEnv("VITE_METRICS_WS_URL", server.socketUrl);
  await using folder = await tempFolder();
  await build({
    configFile: path.join(docsFolder, "examples/react/vite.config.js"),
    logLevel: "error",
    build: { outDir: folder.path, emptyOutDir: true },
  });
  await using app = await FrameServer.open({ folder: folder.path, connectTo: server.url });
  await using chromium = await openChromium();
  await using page = await LivePage.open(chromium, app);

  await page.sees("#active", "1 of 2 users are active");
  await page.sees(".metrics tbody", "Mara Lindqvist");

  expect(await page.text(".lm-host")).toBe(`127.0.0.1:${server.port}`);
  expect(await page.tab.$eval(".lm-swatch-line", (line) => getComputedStyle(line).backgroundColor)).toBe(
    "rgb(107, 47, 179)",
  );
});
