import { expect, test } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { ago, makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";
import { makeEvent, makeRun } from "../support/user-metrics.ts";

const { folder, chromium } = await openPageTests();

const serve = (...users: ReturnType<typeof makeUser>[]) =>
  FrameServer.open({
    folder,
    opening: [makeState(...users)],
    answers: {
      "/api/events": {
        events: Array.from({ length: 60 }, (_, index) => makeEvent({ id: `e${index}`, timestamp: ago(index) })),
      },
    },
  });

test("the keys of an app around the page stay its own", async () => {
  await using server = await serve(makeUser("Mara Lindqvist", 4));
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  await page.tab.evaluate(() => {
    const button = document.createElement("button");
    document.body.prepend(button);
    document.addEventListener("keydown", ({ key, defaultPrevented }) => {
      if (!defaultPrevented) document.body.dataset.keys = `${document.body.dataset.keys ?? ""}${key}`;
    });
    button.focus();
  });

  for (const key of ["p", "/", "e", "?", "j"] as const) await page.tab.keyboard.press(key);

  expect(await page.tab.evaluate(() => document.body.dataset.keys)).toBe("p/e?j");
  expect(await page.tab.evaluate(() => document.activeElement?.className)).toBe("");
  expect(await page.text(".lm-pause")).toBe("Pause P");
  expect(await page.tab.$(".lm-menu")).toBeNull();

  await page.tab.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.tab.keyboard.press("p");
  await page.sees(".lm-pause", "Paused");
});

test("arrows scroll the feed while the keyboard is in it", async () => {
  await using server = await serve(makeUser("Mara Lindqvist", 4));
  await using page = await LivePage.open(chromium, server);
  await page.sees(".lm-feed", "Mara Lindqvist opened");

  await page.tab.focus(".lm-feed");
  await page.tab.keyboard.press("ArrowDown");

  await page.tab.waitForFunction(() => document.querySelector(".lm-feed")!.scrollTop > 0);
  expect(await page.tab.$(".lm-is-at")).toBeNull();
});

test("Tab stops once at the lines of the feed, and from there the arrows go from line to line", async () => {
  await using server = await serve(makeUser("Mara Lindqvist", 4));
  await using page = await LivePage.open(chromium, server);
  await page.sees(".lm-feed", "Mara Lindqvist opened");
  const lineOfFocus = () =>
    page.tab.evaluate(() => {
      const names = [...document.querySelectorAll(".lm-feed-user")];
      return names.indexOf(document.activeElement!);
    });

  await page.tab.focus(".lm-feed");
  await page.tab.keyboard.press("Tab");
  expect(await lineOfFocus()).toBe(0);
  await page.tab.keyboard.press("ArrowDown");
  await page.tab.keyboard.press("ArrowDown");
  await page.tab.keyboard.press("ArrowUp");
  expect(await lineOfFocus()).toBe(1);
  await page.tab.keyboard.press("Tab");

  expect(await page.tab.evaluate(() => document.activeElement!.closest(".lm-feed"))).toBeNull();
});

test.each([
  ["/", ".lm-search input"],
  ["f", ".lm-menu"],
  ["j", ".lm-table-wrap"],
] as const)("where there is room for one part, %s brings the users into view", async (key, selector) => {
  await using server = await serve(makeUser("Mara Lindqvist", 4));
  await using page = await LivePage.open(chromium, { url: server.url, width: 768 });
  await page.sees("tbody", "Mara Lindqvist");
  await page.tab.click(".lm-tabs ::-p-text(Activity)");
  await page.sees(".lm-feed", "Mara Lindqvist opened");

  await page.tab.keyboard.press(key);

  await page.sees("tbody", "Mara Lindqvist");
  await page.tab.waitForFunction((selector) => document.activeElement!.closest(selector), {}, selector);
});

test("where there is room for one part, T brings the targets into view", async () => {
  await using server = await serve(makeUser("Mara Lindqvist", 4));
  await using page = await LivePage.open(chromium, { url: server.url, width: 768 });
  await page.sees("tbody", "Mara Lindqvist");
  server.send(JSON.stringify({ type: "run", run: makeRun({ verdict: "blocked" }), cursor: "e1:2" }));
  await page.sees(".lm-badge", "1");

  await page.tab.keyboard.press("t");

  await page.tab.waitForSelector(".lm-targets");
  expect(await page.tab.evaluate(() => document.activeElement!.className)).toBe("lm-target-open");
});

test("no character is a key once they are turned off, whatever it is", async () => {
  await using server = await serve(makeUser("Mara Lindqvist", 4));
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  await page.tab.keyboard.press("?");
  await page.tab.click(".lm-menu input");
  await page.tab.keyboard.press("Escape");
  await page.tab.evaluate(() => (document.activeElement as HTMLElement).blur());

  await page.tab.keyboard.press("/");
  await page.tab.keyboard.press("?");

  expect(await page.tab.evaluate(() => document.activeElement === document.body)).toBe(true);
  expect(await page.tab.$(".lm-menu")).toBeNull();

  await page.tab.focus(".lm-table-wrap");
  await page.tab.keyboard.press("j");
  await page.tab.keyboard.press("Escape");
  expect(await page.tab.$(".lm-is-at")).toBeNull();
  await page.tab.keyboard.press("ArrowDown");
  await page.tab.waitForSelector(".lm-is-at");
});

test("R runs the target that has the focus, unless single characters are turned off", async () => {
  await using server = await FrameServer.open({
    folder,
    opening: [makeState(makeUser("Mara Lindqvist", 4))],
    answers: {
      "/api/targets": { targets: [{ target: "crm", canRun: true, lastGoodAt: ago(600) }] },
      "/api/targets/crm/run": { target: "crm" },
    },
  });
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  server.send(JSON.stringify({ type: "run", run: makeRun({ endedAt: ago(3) }), cursor: "e1:2" }));
  await page.sees(".lm-run-now", "Run now");
  const turn = async (): Promise<void> => {
    await page.tab.click("[data-lm-key='?']");
    await page.tab.click(".lm-menu input");
    await page.tab.keyboard.press("Escape");
  };

  await turn();
  await page.tab.focus(".lm-target-open");
  await page.tab.keyboard.press("r");
  expect(await page.text(".lm-run-now")).toBe("Run now");
  await turn();
  await page.tab.focus(".lm-target-open");
  await page.tab.keyboard.press("r");

  await page.sees(".lm-run-now", /^Running \d+ s$/);
});

test("a hub that has nothing cannot be paused by a key either", async () => {
  await using server = await FrameServer.open({ folder, opening: [makeState()] });
  await using page = await LivePage.open(chromium, server);
  await page.sees(".lm-empty", "No users yet");

  await page.tab.keyboard.press("p");

  server.send(makeState(makeUser("Mara Lindqvist", 4)));
  await page.sees("tbody", "Mara Lindqvist");
});

test("the keyboard is seen to be in the table, also while it is at no row", async () => {
  await using server = await serve(makeUser("Mara Lindqvist", 4));
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  const ringOf = (selector: string) => page.tab.$eval(selector, (element) => getComputedStyle(element).outlineStyle);

  await page.tab.focus(".lm-columns-button");
  await page.tab.keyboard.press("Tab");
  expect(await ringOf(".lm-table-wrap")).toBe("solid");

  await page.tab.keyboard.press("ArrowDown");
  await page.tab.waitForSelector(".lm-is-at");
  expect([await ringOf(".lm-table-wrap"), await ringOf(".lm-is-at")]).toEqual(["none", "solid"]);
});

test("what the drawer hides is passed over by Tab", async () => {
  await using server = await serve(makeUser("Mara Lindqvist", 4));
  await using page = await LivePage.open(chromium, server);
  await page.sees(".lm-feed", "Mara Lindqvist opened");
  await page.tab.click("tbody tr");
  await page.sees(".lm-drawer h2", "Mara Lindqvist");

  await page.tab.focus("thead button[tabindex='0']");
  await page.tab.keyboard.press("Tab");

  expect(await page.tab.evaluate(() => document.activeElement?.ariaLabel)).toBe("Previous user (K)");
});

test.each([
  [1_440, "Enter", ".lm-close"],
  [1_440, "Escape", ".lm-drawer-body"],
  [390, "Enter", ".lm-back"],
] as const)("at %d px, %s in the drawer's %s goes back to the table", async (width, key, selector) => {
  await using server = await serve(makeUser("Mara Lindqvist", 4));
  await using page = await LivePage.open(chromium, { url: server.url, width });
  await page.sees("tbody", "Mara Lindqvist");
  await page.tab.click("tbody tr");
  await page.sees(".lm-drawer h2", "Mara Lindqvist");

  await page.tab.focus(selector);
  await page.tab.keyboard.press(key);
  await page.tab.waitForFunction(() => !document.querySelector(".lm-drawer"));

  expect(await page.tab.evaluate(() => document.activeElement?.tagName)).toBe("TABLE");
});

test("closing the drawer from elsewhere leaves the keyboard where it is", async () => {
  await using server = await serve(makeUser("Mara Lindqvist", 4));
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  await page.tab.click("tbody tr");
  await page.sees(".lm-drawer h2", "Mara Lindqvist");

  await page.tab.focus(".lm-columns-button");
  await page.tab.keyboard.press("Escape");
  await page.tab.waitForFunction(() => !document.querySelector(".lm-drawer"));

  expect(await page.tab.evaluate(() => document.activeElement?.textContent)).toBe("Columns");
});

test("Page Down goes on by one row less than are in sight", async () => {
  await using server = await serve(...Array.from({ length: 80 }, (_, index) => makeUser(`User ${index}`, index)));
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "User 0");
  const inSight = await page.tab.$eval(".lm-table-wrap", (wrap) => Math.floor((wrap.clientHeight - 32) / 36));

  await page.tab.focus("[data-lm-table]");
  await page.tab.keyboard.press("Home");
  await page.tab.keyboard.press("PageDown");
  await page.sees(".lm-is-at", `User ${inSight - 1} Halden`);
  await page.tab.keyboard.press("PageDown");

  await page.sees(".lm-is-at", `User ${2 * (inSight - 1)} Halden`);
});
