import axe, { type AxeResults } from "axe-core";
import { expect, test } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { ago, makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";
import { makeEvent, makeMeta, makeRun } from "../support/user-metrics.ts";

const { folder, chromium } = await openPageTests();

const incomplete = {
  metric: makeUser("Elif Demir", 90).metric,
  meta: makeMeta({ missing: { clickCount: "no match" } }),
};
const opening = [
  makeState(makeUser("Mara Lindqvist", 4), makeUser("Greta Sørensen", 1_030, { timestamp: ago(1_020) }), incomplete),
  { type: "event", event: makeEvent({ timestamp: ago(5) }) } as const,
];
const runs = ["rows", "empty", "partial", "login-wall", "timeout"] as const;

/** What axe-core finds, each with where. */
async function findProblems(page: LivePage): Promise<string[]> {
  await page.tab.evaluate(axe.source);
  const { violations } = (await page.tab.evaluate("axe.run()")) as AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}

test.each(["light", "dark"] as const)("axe-core finds nothing in the %s theme", async (theme) => {
  await using server = await FrameServer.open({ folder, opening });
  await using page = await LivePage.open(chromium, { url: server.url, theme });
  await page.sees("tbody", "Mara Lindqvist");
  for (const verdict of runs)
    server.send(
      JSON.stringify({ type: "run", run: makeRun({ target: verdict, verdict, endedAt: ago(1) }), cursor: "e1:2" }),
    );
  await page.sees(".lm-targets", "login-wall");
  expect(await findProblems(page)).toEqual([]);

  await page.tab.click("tbody tr");
  await page.sees(".lm-drawer h2", "Mara Lindqvist");
  await page.tab.click(".lm-chip-open");
  await page.sees(".lm-menu", "Halden Freight");
  await page.tab.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));

  expect(await findProblems(page)).toEqual([]);
});

test.each(["light", "dark"] as const)("nor on a phone in the %s theme, in any of the sections", async (theme) => {
  await using server = await FrameServer.open({ folder, opening });
  await using page = await LivePage.open(chromium, { url: server.url, width: 390, theme });
  await page.sees("tbody", "Mara Lindqvist");

  for (const tab of ["Activity", "Features", "Targets", "Users"]) {
    await page.tab.click(`.lm-tabs ::-p-text(${tab})`);
    expect(await findProblems(page), tab).toEqual([]);
  }
});

test("nor in a hub that has nothing yet", async () => {
  await using server = await FrameServer.open({ folder, opening: [makeState()] });
  await using page = await LivePage.open(chromium, server);
  await page.sees(".lm-empty", "No users yet");

  expect(await findProblems(page)).toEqual([]);
});

test("who wants less motion gets none", async () => {
  await using server = await FrameServer.open({ folder, opening });
  await using page = await LivePage.open(chromium, server);
  await page.tab.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  await page.sees("tbody", "Mara Lindqvist");

  await page.tab.click("tbody tr");
  await page.sees(".lm-drawer h2", "Mara Lindqvist");

  expect(await page.tab.$eval(".lm-drawer", (drawer) => getComputedStyle(drawer).animationDuration)).toBe("0s");
});
