import { expect, test } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { ago, makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";
import { makeEvent, makeRun } from "../support/user-metrics.ts";

const { folder, chromium } = await openPageTests();

const hostile = [
  `<img src=x onerror="document.title='owned'">`,
  `<script>document.title='owned'</script>`,
  `"><svg onload=document.title='owned'>`,
  `'-alert(1)-'`,
  `javascript:document.title='owned'`,
  "{{constructor.constructor('alert(1)')()}}",
  "${alert(1)}",
  `</script><script>alert(1)</script>`,
  "__proto__",
  "constructor",
  "\u202eevil\u202c",
  "a".repeat(900),
  "👩‍👩‍👧‍👦 Z̷̢̧a̸l̴g̶o̵",
  "=cmd|'/c calc'!A0",
  `" onmouseover="document.title='owned'`,
  "</style><style>*{display:none}</style>",
];

test("whatever a name, a company, an action, an event or a target holds, it is text", async () => {
  const users = hostile.map((text, index) =>
    makeUser(text, index, { userId: text, company: text, lastAction: text, activeFeature: text, featuresUsed: [text] }),
  );
  await using server = await FrameServer.open({
    folder,
    opening: [
      makeState(...users),
      ...hostile.map((text, index) => ({
        type: "event" as const,
        event: makeEvent({
          id: `e${index}`,
          type: text,
          userId: text,
          userName: text,
          data: { feature: text },
          timestamp: new Date().toISOString(),
        }),
      })),
    ],
  });
  const [image = ""] = hostile;
  await using page = await LivePage.open(chromium, { url: `${server.url}?user=${encodeURIComponent(image)}` });
  await page.sees(".lm-drawer h2", "<img src=x onerror=");
  server.send(
    JSON.stringify({
      type: "run",
      run: makeRun({ target: image, sentence: image, evidence: { [image]: image } }),
      cursor: "e1:2",
    }),
  );
  await page.sees(".lm-targets", "<img src=x onerror=");
  await page.tab.click(".lm-target-open");
  await page.sees(".lm-evidence", "<img src=x onerror=");
  await page.tab.keyboard.press("Escape");

  for (let step = 0; step < hostile.length; step++) await page.tab.keyboard.press("j");
  await page.tab.click(".lm-chip-open");
  await page.sees(".lm-menu", "<script>");

  expect(await page.names()).toEqual(hostile);
  expect(await page.tab.$$(".lm :is(img, script, style, iframe, a)")).toEqual([]);
  expect(await page.tab.$$(".lm [onerror], .lm [onload], .lm [onmouseover]")).toEqual([]);
  expect(await page.tab.title()).toBe("Live Metrics");
  expect(await page.tab.evaluate(() => document.documentElement.scrollWidth)).toBe(1_440);
  expect(page.problems).toEqual([]);
});

test("text that runs from right to left is cut at its end, and moves nothing beside it", async () => {
  const name = "محمد بن عبد الله الفارسي الطويل";
  const user = makeUser(name, 4, { userId: "u1", lastAction: "عرض تقرير الإيرادات" });
  await using server = await FrameServer.open({
    folder,
    opening: [makeState(user)],
    answers: { "/api/events": { events: [makeEvent({ userName: name.repeat(5), timestamp: ago(9) })] } },
  });
  await using page = await LivePage.open(chromium, server);
  await page.sees(".lm-feed", "opened Revenue");

  const cut = await page.tab.$$eval(".lm-name, .lm-feed-user", (names) =>
    names.map((name) => {
      const { direction, textOverflow } = getComputedStyle(name);
      return { direction, textOverflow, isCut: name.scrollWidth > name.clientWidth };
    }),
  );
  expect(cut).toEqual(Array.from({ length: 2 }, () => ({ direction: "rtl", textOverflow: "ellipsis", isCut: true })));

  await page.tab.click(".lm-feed-user");
  await page.sees(".lm-facts", /Last action عرض تقرير الإيرادات \d+ s ago/);
  const [action, age] = await page.tab.$$eval(".lm-facts div:nth-child(2) dd > *", (parts) =>
    parts.map((part) => part.getBoundingClientRect().left),
  );
  expect(action).toBeLessThan(age!);
});

test.each([
  `?q=${encodeURIComponent("<img src=x onerror=document.title='owned'>")}`,
  `?user=${encodeURIComponent("<img src=x onerror=document.title='owned'>")}`,
  `?company=${encodeURIComponent('"><script>document.title="owned"</script>')}`,
  "?sort=constructor&status=__proto__",
  `?q=${"a".repeat(5_000)}`,
  "?user=%E0%A4%A",
])("the address %s does no harm", async (search) => {
  await using server = await FrameServer.open({ folder, opening: [makeState(makeUser("Mara", 1))] });
  await using page = await LivePage.open(chromium, { url: `${server.url}${search}` });

  await page.sees(".lm-count", / (of )?1 user$|^1 user/);

  expect(await page.tab.$$(".lm :is(img, script)")).toEqual([]);
  expect(await page.tab.title()).toBe("Live Metrics");
  expect(page.problems).toEqual([]);
});
